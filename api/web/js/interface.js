// The interface for programs, each call to try in the page.
const place = document.getElementById("swagger");
if (window.SwaggerUIBundle) {
  window.SwaggerUIBundle({
    url: place.dataset.description,
    domNode: place,
    deepLinking: true,
    validatorUrl: null,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
  });
}
