// A choice takes effect at once; without this script a button does it.
"use strict";

for (const choice of document.querySelectorAll("select[data-choose]")) {
  choice.addEventListener("change", () => choice.form.requestSubmit());
  choice.form.querySelector("button").hidden = true;
}
