/** After a form was sent in vain: goes to its first field that is not right (A11Y-040). */
export function focusInvalid(form: HTMLElement): void {
  // The fields are marked when the form is drawn anew.
  setTimeout(() => form.querySelector<HTMLElement>("[aria-invalid='true']")?.focus());
}
