/**
 * The names that we give to what an answer from a provider of another format is made of. They say whose they are, so that
 * an item which comes back is not taken for one that OpenAI keeps.
 */

/** `resp_` and the ULID of the decision. OpenAI's own are of lower-case hexadecimal digits. */
export const responseId = (id: string): string => `resp_${id}`;

export const itemId = (kind: 'msg' | 'rs' | 'fc' | 'ctc', id: string, index: number): string =>
  `${kind}_${id}_${index}`;

const OWN_RESPONSE = /^resp_[0-9A-HJKMNP-TV-Z]{26}$/;
const OWN_ITEM = /^(msg|rs|fc|ctc)_[0-9A-HJKMNP-TV-Z]{26}_\d+$/;

export const isOwnResponse = (id: string): boolean => OWN_RESPONSE.test(id);
export const isOwnItem = (id: string): boolean => OWN_ITEM.test(id);
