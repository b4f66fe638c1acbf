/**
 * <draft-saver url="…">: sends what is typed in the forms inside (or in the form around it) to the
 * server two seconds after the last key, and when the page is left, so that neither another card's
 * button nor a lost connection loses words. The draft lies in the server-side session, never in
 * this browser: desks are shared.
 */
class DraftSaver extends HTMLElement {
  connectedCallback() {
    const inside = [...this.querySelectorAll("form")];
    const forms = inside.length ? inside : [this.closest("form")].filter(Boolean);
    if (!forms.length) return;
    const said = document.createElement("span");
    said.className = "saved";
    said.setAttribute("role", "status");
    this.append(said);
    let timer = 0;
    let reading = false;
    const words = (form) => {
      reading = true; // reading a form fires its own "formdata"
      const found = [...new FormData(form)].filter(([, value]) => typeof value === "string");
      reading = false;
      return found.filter(([name]) => name !== "csrfmiddlewaretoken");
    };
    const everything = () => {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", forms[0].elements.csrfmiddlewaretoken.value);
      for (const form of forms) for (const [name, value] of words(form)) body.append(name, value);
      return body;
    };
    const send = (how) =>
      fetch(this.getAttribute("url"), { method: "POST", body: everything(), ...how });
    const save = async () => {
      timer = 0;
      try {
        const answer = await send();
        said.textContent = answer.ok ? this.dataset.saved : this.dataset.failed;
      } catch {
        said.textContent = this.dataset.failed;
      }
    };
    const soon = () => {
      clearTimeout(timer);
      said.textContent = "";
      timer = setTimeout(save, 2000);
    };
    this.addEventListener("input", soon);
    this.addEventListener("change", soon);
    // The cards that are not sent travel along with the one that is, and come back as they were.
    for (const form of forms) {
      form.addEventListener("formdata", (event) => {
        if (reading) return;
        for (const other of forms.filter((each) => each !== form)) {
          for (const [name, value] of words(other)) event.formData.append(name, value);
        }
      });
    }
    // A form that really goes takes everything with it.
    document.addEventListener("submit", (event) => {
      if (forms.includes(event.target) && !event.defaultPrevented) {
        clearTimeout(timer);
        timer = 0;
      }
    });
    addEventListener("pagehide", () => {
      if (timer) send({ keepalive: true }).catch(() => {});
    });
  }
}
customElements.define("draft-saver", DraftSaver);
