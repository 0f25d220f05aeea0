/** Something lies over the page and takes the keys. */
export function isCovered(): boolean {
  return document.querySelector("[role='dialog'],[role='menu'],[role='listbox']") !== null;
}
