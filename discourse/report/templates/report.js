"use strict";
// Lines behind a number can be sorted and filtered; without this script they are there all the same.
function dress(section) {
  const body = section.querySelector("tbody"), rows = [...body.rows], heads = [...section.querySelectorAll("th")];
  const filter = document.createElement("input"), found = document.createElement("output");
  Object.assign(filter, { type: "search", placeholder: "Filter", ariaLabel: "Filter these lines" });
  filter.oninput = () => {
    const wanted = filter.value.toLocaleLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLocaleLowerCase().includes(wanted);
    found.textContent = wanted && ` ${rows.filter(row => !row.hidden).length} of these`;
  };
  section.querySelector("p").append(filter, found);
  section.tabIndex = -1;
  heads.forEach((head, at) => {
    const button = document.createElement("button");
    // The words before a match are sorted from the match outwards.
    const key = row => at === 2 ? row.cells[at].textContent.split(" ").reverse().join(" ") : row.cells[at].textContent;
    button.textContent = head.textContent;
    button.onclick = () => {
      const down = head.ariaSort === "ascending" ? -1 : 1;
      for (const other of heads) other.ariaSort = null;
      head.ariaSort = down < 0 ? "descending" : "ascending";
      body.append(...rows.sort((one, other) => down * key(one).localeCompare(key(other))));
    };
    head.replaceChildren(button);
  });
}
let from = null;
function opened() {
  const section = document.getElementById(location.hash.slice(1));
  if (section?.className !== "lines") return;
  if (!section.querySelector("input")) dress(section);
  section.focus();
}
addEventListener("click", event => { if (event.target.closest(".canvas a")) from = event.target; });
addEventListener("hashchange", () => { location.hash === "#closed" ? from?.focus({ preventScroll: true }) : opened(); });
addEventListener("keydown", event => { if (event.key === "Escape") document.querySelector(".lines:target .close")?.click(); });
opened();
