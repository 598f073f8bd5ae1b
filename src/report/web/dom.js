// Elements, tables that sort, choices. Texts become text nodes, never markup.
import { none } from "./format.js";

/// el("p", {class: "soft"}, "text", other, …); null children are left out.
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== false) element.append(child);
  return element;
}

export function section(id, title, ...children) {
  return el("section", { id, "aria-labelledby": `${id}-title` }, el("h2", { id: `${id}-title` }, title), ...children);
}

/// What is built only when it is opened.
export function lazyDetails(title, build) {
  const details = el("details", {}, el("summary", {}, title));
  details.addEventListener("toggle", () => {
    if (details.open && details.childElementCount === 1) details.append(build());
  });
  return details;
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

/// Sorts the rows of a body by a column; what has no value stays last either way; equal ones keep their order.
function sortRows(body, column, descending) {
  const rows = [...body.rows].map((row, index) => ({ row, index, key: row.cells[column].sortKey }));
  rows.sort((a, b) => {
    const missing = (a.key === null) - (b.key === null);
    if (missing !== 0 || a.key === null) return missing || a.index - b.index;
    return (descending ? compare(b.key, a.key) : compare(a.key, b.key)) || a.index - b.index;
  });
  const fragment = document.createDocumentFragment();
  for (const { row } of rows) fragment.append(row);
  body.append(fragment);
}

/// columns: {title, unit, number, first, note}; rows: arrays of cells, or {cells, bad}.
/// A cell: text, number-like {text, key, small, bad}, or {node, key}. `key` is what sorts; null sorts last.
export function table({ caption, columns, rows }) {
  const head = el("tr");
  const body = el("tbody");
  columns.forEach((column, index) => {
    const button = el("button", { type: "button", title: column.note ?? null }, column.title);
    const cell = el("th", { scope: "col", "aria-sort": "none", class: cellClass(column, index) }, button, column.unit ? el("small", {}, column.unit) : null);
    button.addEventListener("click", () => {
      const descending = cell.getAttribute("aria-sort") === "ascending";
      for (const other of head.cells) other.setAttribute("aria-sort", "none");
      cell.setAttribute("aria-sort", descending ? "descending" : "ascending");
      sortRows(body, index, descending);
    });
    head.append(cell);
  });
  for (const row of rows) {
    const cells = row.cells ?? row;
    const line = el("tr", { class: row.bad ? "bad" : null });
    cells.forEach((cell, index) => line.append(bodyCell(cell, columns[index], index)));
    body.append(line);
  }
  const made = el("table", { "aria-label": caption }, el("thead", {}, head), body);
  // The caption stays where it is when the table scrolls in its box.
  return el("div", { class: "table" }, el("p", { class: "caption" }, caption), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, made));
}

function cellClass(column, index) {
  return [column.number ? "number" : "name", column.wrap ? "wrap" : "", index === 0 ? "first" : ""].filter(Boolean).join(" ");
}

function bodyCell(content, column, index) {
  const c = content !== null && typeof content === "object" ? content : { text: content };
  const cell = el("td", { class: cellClass(column, index) });
  const shown = c.node ?? (c.text === null || c.text === undefined ? none : String(c.text));
  cell.append(c.bad ? el("span", { class: "bad-value" }, "✕ ", shown) : shown);
  if (c.small) cell.append(el("small", {}, c.small));
  cell.sortKey = c.key !== undefined ? c.key : c.text === undefined ? null : c.text;
  return cell;
}

/// A labelled choice; calls `chosen` with the index.
export function choice(label, options, selected, chosen) {
  const select = el("select", { onchange: () => chosen(Number(select.value)) }, options.map(([value, text]) => el("option", { value }, text)));
  select.value = String(selected);
  return el("label", {}, label, select);
}
