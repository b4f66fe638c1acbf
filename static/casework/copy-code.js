/** <copy-code for="element-id">: adds a button that copies the text of another element. */
class CopyCode extends HTMLElement {
  connectedCallback() {
    if (!navigator.clipboard || this.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn-outline btn-sm";
    button.textContent = this.dataset.label;
    const said = document.createElement("span");
    said.className = "saved";
    said.setAttribute("role", "status");
    button.addEventListener("click", async () => {
      const source = document.getElementById(this.getAttribute("for"));
      await navigator.clipboard.writeText(source.textContent.trim());
      said.textContent = this.dataset.done;
    });
    this.append(button, " ", said);
  }
}
customElements.define("copy-code", CopyCode);
