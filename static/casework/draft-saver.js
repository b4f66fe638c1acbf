/**
 * <draft-saver url="…">: sends the text of the <textarea> inside to the server two seconds after
 * the last key, so that a lost connection or an ended session loses no words. The draft lies in
 * the server-side session, never in this browser: desks are shared.
 */
class DraftSaver extends HTMLElement {
  connectedCallback() {
    const area = this.querySelector("textarea");
    if (!area) return;
    const said = document.createElement("span");
    said.className = "saved";
    said.setAttribute("role", "status");
    this.append(said);
    let timer = 0;
    const save = async () => {
      const body = new FormData();
      body.set("text", area.value);
      body.set("csrfmiddlewaretoken", area.form.elements.csrfmiddlewaretoken.value);
      try {
        const answer = await fetch(this.getAttribute("url"), { method: "POST", body });
        said.textContent = answer.ok ? this.dataset.saved : this.dataset.failed;
      } catch {
        said.textContent = this.dataset.failed;
      }
    };
    area.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(save, 2000);
    });
    area.form.addEventListener("submit", () => clearTimeout(timer));
  }
}
customElements.define("draft-saver", DraftSaver);
