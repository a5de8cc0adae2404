/** Why `npm start` cannot start, as a sentence for the person at the keyboard. It ends the process with 1, without a stack. */
export class Unstartable extends Error {
  override readonly name = 'Unstartable';
}
