/** Whether a key belongs to the input method that a word is written with. Safari tells it of the Enter that ends the word by its code alone. */
export function inComposition(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}
