"""One method for each question. Written by `make faces` from the declarations: do not edit."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Literal

from carekg.questions.answer import Answer


class Methods:
    """The questions as methods. What inherits from this says how a question is asked."""

    def ask(self, question: str, /, **parameters: Any) -> Answer:
        """Ask a question by its name."""
        raise NotImplementedError(f"{type(self).__name__} does not say how {question} is asked")

    def area(self, id: str, *, as_of: date | str | None = None) -> Answer:
        """One area's partnership working on a date.

        id: a council, its area, a district, a board or a combined authority, such as Leeds or E08000035.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("area", id=id, as_of=as_of)

    def due(self, id: str, *, as_of: date | str | None = None) -> Answer:
        """What must be produced in a place, and by when.

        id: a council or its area, a board or a combined authority, such as Leeds, E08000035 or QWO.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("due", id=id, as_of=as_of)

    def passing(
        self,
        id: str,
        *,
        what: Literal["duty", "power", "seat", "plan", "fund"] | None = None,
        limit: int = 5000,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What passes to whom when a council ends.

        id: a council or its area, a board or a combined authority, such as Surrey.
        what: which things, all unless given.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("passing", id=id, what=what, limit=limit, offset=offset, as_of=as_of)

    def bodies(
        self, *, kind: str | None = None, limit: int = 5000, offset: int = 0, as_of: date | str | None = None
    ) -> Answer:
        """Which bodies there were on a date.

        kind: a kind of structure, such as ICB or structure:upper-tier-local-authority.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("bodies", kind=kind, limit=limit, offset=offset, as_of=as_of)

    def delays(self, id: str, *, month: date | str | None = None, as_of: date | str | None = None) -> Answer:
        """Delayed discharges of a body, month by month.

        id: a trust, board or council, by name or code, such as RR8.
        month: the only month that is wanted, as 2025-08 or a day in it.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("delays", id=id, month=month, as_of=as_of)

    def footprints(self, *, limit: int = 5000, offset: int = 0, as_of: date | str | None = None) -> Answer:
        """Where boundaries do not match.

        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("footprints", limit=limit, offset=offset, as_of=as_of)

    def locate(self, id: str | Sequence[str], *, as_of: date | str | None = None) -> Answer:
        """What covers a place or belongs to a body.

        id: a GSS or ODS code, a CURIE or a name, such as E07000223 or RR8; several with semicolons between.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("locate", id=id, as_of=as_of)

    def overlaps(
        self, *, council: str | None = None, limit: int = 5000, offset: int = 0, as_of: date | str | None = None
    ) -> Answer:
        """How councils and boards or groups overlap.

        council: one council, board or group, or a combined authority's councils, such as Oxfordshire County Council.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("overlaps", council=council, limit=limit, offset=offset, as_of=as_of)

    def succession(self, id: str | Sequence[str], *, as_of: date | str | None = None) -> Answer:
        """What came before a body, and what after it.

        id: a body, such as body:ccg-15f or NHS Leeds CCG; several with semicolons between.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("succession", id=id, as_of=as_of)

    def successions(
        self,
        *,
        from_: date | str = "2013-04-01",
        to: date | str = "2100-01-01",
        body: str | None = None,
        limit: int = 5000,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """Which bodies followed which.

        from_: the first day; of one body, any unless given.
        to: the last day.
        body: a body that came before or after.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("successions", from_=from_, to=to, body=body, limit=limit, offset=offset, as_of=as_of)

    def duties(
        self,
        *,
        bearer: str | None = None,
        exercised_by: str | None = None,
        in_relation_to: str | None = None,
        action: str | None = None,
        modality: str | None = None,
        provision: str | None = None,
        object: str | None = None,
        applies_in: str | None = None,
        extends_to: str | None = None,
        as_of: date | str | None = None,
    ) -> Answer:
        """Who must do what, in relation to whom, under which provision, on a date.

        bearer: who must, may or must not, such as ICB.
        exercised_by: who carries out the function in the bearer's place, such as HWB.
        in_relation_to: the other party, such as structure:upper-tier-local-authority.
        action: what is to be done, such as cooperate.
        modality: how strongly, such as must.
        provision: an Act, a section or a part of one, such as s. 194 of the 2012 Act.
        object: what it is done to, such as document:joint-strategic-needs-assessment.
        applies_in: a nation where it applies, such as England.
        extends_to: a nation to whose law it belongs, such as Wales.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask(
            "duties",
            bearer=bearer,
            exercised_by=exercised_by,
            in_relation_to=in_relation_to,
            action=action,
            modality=modality,
            provision=provision,
            object=object,
            applies_in=applies_in,
            extends_to=extends_to,
            as_of=as_of,
        )

    def document_steps(
        self, *, earlier: str | None = None, later: str | None = None, as_of: date | str | None = None
    ) -> Answer:
        """How the law leads from one document to the next.

        earlier: the document that a step starts from, such as JSNA.
        later: the document that a step leads to.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("document-steps", earlier=earlier, later=later, as_of=as_of)

    def planned(
        self,
        *,
        stage: Literal["announced", "bill"] | None = None,
        about: str | None = None,
        limit: int = 5000,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What is announced or in a Bill.

        stage: how far along it is, both unless given.
        about: what it touches, such as NHS England or Surrey County Council.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("planned", stage=stage, about=about, limit=limit, offset=offset, as_of=as_of)

    def lineage(self, entity: str, *, as_of: date | str | None = None) -> Answer:
        """What preceded and followed a provision, a body or a kind.

        entity: a provision, an Act, a body or a kind, such as leg:ukpga/2006/41/section/75.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("lineage", entity=entity, as_of=as_of)

    def timeline(self, entity: str, *, as_of: date | str | None = None) -> Answer:
        """Everything dated about a thing.

        entity: a kind, a body, a provision, a document or a fund, such as ICB.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("timeline", entity=entity, as_of=as_of)

    def seats(
        self, *, board: str | None = None, limit: int = 5000, offset: int = 0, as_of: date | str | None = None
    ) -> Answer:
        """Who must have a seat on which board.

        board: a board or partnership, a council, or a kind, such as body:hwb-leeds-city-council or ICP.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("seats", board=board, limit=limit, offset=offset, as_of=as_of)

    def claims(
        self,
        *,
        document: str = "publication:seed-essay",
        fact: str | None = None,
        concept: str | None = None,
        contested: bool | None = None,
        as_of: date | str | None = None,
    ) -> Answer:
        """What a document says, what it rests on, and what corrects it.

        document: the document.
        fact: the number of a fact, such as S78.
        concept: a concept that the statement relates or names, such as barrier:data-sharing.
        contested: true for statements that something stands against, false for the rest.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("claims", document=document, fact=fact, concept=concept, contested=contested, as_of=as_of)

    def disagreements(
        self, *, concept: str | None = None, essay: bool = True, as_of: date | str | None = None
    ) -> Answer:
        """Where evidence disagrees, for and against side by side.

        concept: a benefit, barrier, outcome, activity, structure or fund, such as joint commissioning.
        essay: whether claims that only the essay makes count as a side.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("disagreements", concept=concept, essay=essay, as_of=as_of)

    def evidence(
        self,
        *,
        concept: str | None = None,
        direction: str | None = None,
        setting: str | None = None,
        area: str | None = None,
        population: str | None = None,
        design: str | None = None,
        since: int | None = None,
        wider: bool = False,
        essay: bool = False,
        limit: int = 500,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What research found, with the kind of study behind each finding.

        concept: a benefit, barrier, enabler, outcome, activity, structure or fund, such as BCF.
        direction: which way it points, such as disputes.
        setting: words that the setting must hold, such as Torbay.
        area: the area that it applies in, such as England.
        population: the people it is about, or a wider group of them, such as older people.
        design: the study design, or a wider kind of it, such as quasi-experiment.
        since: the first year of publication to show, such as 2018.
        wider: whether to show findings on wider concepts and groups even where there are nearer ones.
        essay: whether to show what the essay says too.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask(
            "evidence",
            concept=concept,
            direction=direction,
            setting=setting,
            area=area,
            population=population,
            design=design,
            since=since,
            wider=wider,
            essay=essay,
            limit=limit,
            offset=offset,
            as_of=as_of,
        )

    def search(
        self,
        q: str | Sequence[str],
        *,
        kind: str | None = None,
        group: Literal[
            "bodies",
            "kinds",
            "places",
            "law",
            "funds",
            "topics",
            "documents",
            "publications",
            "events",
            "terms",
            "statements",
        ]
        | None = None,
        essay: bool = False,
        limit: int = 20,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What a name stands for.

        q: a name, code or citation, such as QE1 or s.75.
        kind: the kind that is wanted, such as council, ICB or section.
        group: the group that is wanted.
        essay: whether to show what the essay says too.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("search", q=q, kind=kind, group=group, essay=essay, limit=limit, offset=offset, as_of=as_of)

    def suggest(
        self,
        q: str,
        *,
        kind: str | None = None,
        group: Literal[
            "bodies",
            "kinds",
            "places",
            "law",
            "funds",
            "topics",
            "documents",
            "publications",
            "events",
            "terms",
            "statements",
        ]
        | None = None,
        limit: int = 10,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What a name that is being typed may become.

        q: the beginning of a name, such as lee.
        kind: the kind that is wanted, such as council, ICB or section.
        group: the group that is wanted.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("suggest", q=q, kind=kind, group=group, limit=limit, offset=offset, as_of=as_of)

    def resolve_all(
        self,
        id: str | Sequence[str],
        *,
        kind: Literal["council", "health", "combined", "seated", "body", "area", "kind", "law"] | None = None,
        as_of: date | str | None = None,
    ) -> Answer:
        """The one thing that a name stands for on a date.

        id: a name, such as QE1 or Leeds; several with semicolons between.
        kind: what is wanted; an area stands for its council, a council for its board.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("resolve", id=id, kind=kind, as_of=as_of)

    def entities(
        self,
        *,
        type: str | None = None,
        q: str | None = None,
        essay: bool = False,
        limit: int = 100,
        offset: int = 0,
        as_of: date | str | None = None,
    ) -> Answer:
        """What is in the graph.

        type: a class, concept scheme or kind of body, such as ckg:Duty or ICB.
        q: a name, or words of one: the order is then that of search.
        essay: whether to show what the essay says too.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("entities", type=type, q=q, essay=essay, limit=limit, offset=offset, as_of=as_of)

    def entity(self, id: str, *, as_of: date | str | None = None) -> Answer:
        """What is said of a thing.

        id: a CURIE, an IRI or a name, such as HWB.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("entity", id=id, as_of=as_of)

    def neighbours(self, id: str, *, limit: int = 500, offset: int = 0, as_of: date | str | None = None) -> Answer:
        """What a thing is linked to.

        id: a CURIE, an IRI or a name, such as HWB.
        limit: how many rows at most.
        offset: how many rows to skip.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("neighbours", id=id, limit=limit, offset=offset, as_of=as_of)

    def check_sources(self, *, days: int = 90, file_days: int = 365, as_of: date | str | None = None) -> Answer:
        """What is due to be read again.

        days: days after which what is not settled is due.
        file_days: days after which the newest file of its kind is due.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("check-sources", days=days, file_days=file_days, as_of=as_of)

    def why(self, entity: str, *, essay: bool = False, as_of: date | str | None = None) -> Answer:
        """Why a thing exists.

        entity: a kind, body, document, fund or provision, such as HWB.
        essay: whether to show what the essay says too.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("why", entity=entity, essay=essay, as_of=as_of)

    def diff(
        self,
        from_: date | str,
        to: date | str,
        *,
        part: Literal[
            "body", "kind", "version", "duty", "seat", "role", "relevance", "location", "code", "succession", "planned"
        ]
        | None = None,
        measure: str | None = None,
        layer: str = "partnership",
        top: int = 20,
    ) -> Answer:
        """What changed between two dates.

        from_: the first date, such as 2022-06-30.
        to: the second date, such as 2022-07-01.
        part: what to tell of; all unless given.
        measure: a measure to take before and after, such as degree.
        layer: the layer to measure.
        top: how many rows of the measure.
        """
        return self.ask("diff", from_=from_, to=to, part=part, measure=measure, layer=layer, top=top)

    def evidence_map(
        self,
        *,
        rows: Literal["benefit", "barrier", "enabler", "outcome"] = "benefit",
        columns: Literal["structure", "area"] = "structure",
        as_of: date | str | None = None,
    ) -> Answer:
        """The evidence map: findings by direction and study design.

        rows: what the rows are.
        columns: what the columns are.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("evidence-map", rows=rows, columns=columns, as_of=as_of)

    def audit(self, *, document: str = "publication:seed-essay", as_of: date | str | None = None) -> Answer:
        """A document, audited statement by statement.

        document: the document.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("audit", document=document, as_of=as_of)

    def pathways(
        self, barrier: str, benefit: str, *, sentences: bool = False, as_of: date | str | None = None
    ) -> Answer:
        """How a barrier is said to reach a benefit.

        barrier: where to start, such as barrier:organisational-culture.
        benefit: where to end, such as benefit:resource-efficiency.
        sentences: whether sentences of documents are steps too.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("pathways", barrier=barrier, benefit=benefit, sentences=sentences, as_of=as_of)

    def analyse(
        self,
        measure: Literal[
            "degree",
            "betweenness",
            "closeness",
            "pagerank",
            "k-core",
            "core-periphery",
            "constraint",
            "effective-size",
            "brokerage",
            "articulation-points",
            "bridges",
            "components",
            "communities",
            "leiden",
            "community-quality",
            "assortativity",
            "coterminosity",
            "reciprocity",
            "robustness",
        ],
        *,
        layer: str = "partnership",
        focus: str | None = None,
        depth: int = 2,
        kind: str | Sequence[str] | None = None,
        sector: str | Sequence[str] | None = None,
        place: str | Sequence[str] | None = None,
        top: int | None = None,
        as_of: date | str | None = None,
    ) -> Answer:
        """Measure the nodes of a layer.

        measure: what to measure.
        layer: a declared layer, such as partnership, law, bodies or all, or several with commas between.
        focus: keep what is near this thing, such as HWB.
        depth: how many steps count as near.
        kind: keep only these kinds; several with semicolons.
        sector: keep only these sectors.
        place: keep only what applies in these areas.
        top: how many rows; all unless given.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask(
            "analyse",
            measure=measure,
            layer=layer,
            focus=focus,
            depth=depth,
            kind=kind,
            sector=sector,
            place=place,
            top=top,
            as_of=as_of,
        )

    def compare(
        self,
        measure: Literal[
            "degree",
            "betweenness",
            "closeness",
            "pagerank",
            "k-core",
            "core-periphery",
            "constraint",
            "effective-size",
            "brokerage",
            "articulation-points",
            "bridges",
            "components",
            "communities",
            "leiden",
            "community-quality",
            "assortativity",
            "coterminosity",
            "reciprocity",
            "robustness",
        ],
        *,
        layer: str = "partnership",
        first: date | str | None = None,
        second: date | str | None = None,
        first_focus: str | None = None,
        second_focus: str | None = None,
        depth: int = 2,
        top: int | None = None,
        as_of: date | str | None = None,
    ) -> Answer:
        """The same measure of two dates, or near two things, side by side.

        measure: what to measure.
        layer: a declared layer, such as partnership, law, bodies or all, or several with commas between.
        first: the first date; that of the question unless given.
        second: the second date; that of the question unless given.
        first_focus: keep what is near this thing in the first.
        second_focus: keep what is near this thing in the second.
        depth: how many steps count as near.
        top: how many rows; all unless given.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask(
            "compare",
            measure=measure,
            layer=layer,
            first=first,
            second=second,
            first_focus=first_focus,
            second_focus=second_focus,
            depth=depth,
            top=top,
            as_of=as_of,
        )

    def chain(self, source: str, target: str, *, as_of: date | str | None = None) -> Answer:
        """How the law leads from one document to another.

        source: the document to start from, such as JSNA.
        target: the document to reach.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("chain", source=source, target=target, as_of=as_of)

    def bibliography(self, *, question: str = "evidence", as_of: date | str | None = None, **more: Any) -> Answer:
        """The publications behind the answer to a question.

        question: the question, such as evidence.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("bibliography", question=question, as_of=as_of, **more)

    def recode(
        self,
        table: str,
        column: str,
        to: date | str,
        *,
        from_: date | str | None = None,
        into: Literal["ccg", "sub-icb", "stp", "icb", "district", "upper-tier"] | None = None,
        value: str | Sequence[str] | None = None,
    ) -> Answer:
        """A table from one vintage of codes to another.

        table: a CSV table with a header.
        column: the column that holds the codes, such as CCG.
        to: the day of the codes that are wanted.
        from_: the day of those that there are: a code that was not in use then is missing; found unless given.
        into: the kind of codes that is wanted; that which follows unless given.
        value: a column of numbers to divide by the shares; several too.
        """
        return self.ask("recode", table=table, column=column, to=to, from_=from_, into=into, value=value)

    def scenario(self, scenario: str, *, top: int = 10) -> Answer:
        """What would happen if: try a reform on a fork of the graph.

        scenario: the scenario, as JSON or YAML: title, date and steps, and where wanted layer and measures; a step is abolish, repeal, split (into), merge (into), transfer (to), amend (replace, by), move (from, to) or membership (add, remove) of a thing.
        top: how many rows of each measure.
        """
        return self.ask("scenario", scenario=scenario, top=top)

    def audit_sentences(self, text: str, *, column: str | None = None, as_of: date | str | None = None) -> Answer:
        """A text or a sheet of sentences, set beside what is held.

        text: plain text, or a sheet of sentences.
        column: of a sheet, the column with the sentences; found unless given.
        as_of: the day that is asked about; today unless given.
        """
        return self.ask("audit-sentences", text=text, column=column, as_of=as_of)
