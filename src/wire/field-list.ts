/** Fields of a request as the value of a header. Their names are the client's, and may hold anything that JSON may. */

/** Longer lists are of no use to anybody, and a header may not be as long as a request. */
const MAX_CHARACTERS = 2000;

/** What a header cannot hold, or would end a name early, is percent-encoded. A list that is too long ends in `...`. */
export function fieldList(names: readonly string[]): string {
  const list = names
    .map((name) => name.slice(0, MAX_CHARACTERS).replaceAll(/[^\x21-\x2b\x2d-\x7e]/gu, encoded))
    .join(', ');
  return list.length <= MAX_CHARACTERS ? list : `${list.slice(0, list.lastIndexOf(',', MAX_CHARACTERS))}, ...`;
}

/** Half of a surrogate pair is no character, and has no encoding. */
const encoded = (character: string): string => encodeURIComponent(character.isWellFormed() ? character : '\ufffd');
