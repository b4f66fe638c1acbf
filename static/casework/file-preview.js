/** <file-preview>: lists what was chosen in the file field inside, with size, before it is sent. */
class FilePreview extends HTMLElement {
  connectedCallback() {
    const input = this.querySelector("input[type=file]");
    if (!input) return;
    const limit = Number(this.dataset.limit || 0);
    const list = document.createElement("ul");
    list.className = "file-list";
    list.setAttribute("aria-live", "polite");
    this.append(list);
    input.addEventListener("change", () => {
      list.replaceChildren(
        ...[...input.files].map((file) => {
          const item = document.createElement("li");
          const name = document.createElement("span");
          name.className = "grow";
          name.textContent = file.name;
          const size = document.createElement("span");
          size.className = "meta num";
          size.textContent = `${(file.size / 1024 / 1024).toFixed(2)} MB`;
          item.append(name, size);
          if (limit && file.size > limit) {
            const wrong = document.createElement("strong");
            wrong.className = "tag tag-red";
            wrong.textContent = this.dataset.toobig;
            item.append(wrong);
          }
          return item;
        }),
      );
    });
  }
}
customElements.define("file-preview", FilePreview);
