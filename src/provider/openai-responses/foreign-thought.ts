/**
 * Thoughts of other models in a conversation that goes on with OpenAI. It refuses what it did not seal, and looks up by
 * its name what is not sealed, so the whole request would fail. They are known by the name or the mark that the wire put
 * on them when they went out: `wire/responses/own-ids.ts`, `wire/responses/seal.ts`.
 */

const OWN_ID = /^rs_[0-9A-HJKMNP-TV-Z]{26}_\d+$/;
const MARK = 'signalbox:';

export function isForeignThought(item: unknown): boolean {
  const { type, id, encrypted_content: sealed } = Object(item) as Readonly<Record<string, unknown>>;
  if (type !== 'reasoning') return false;
  return (typeof id === 'string' && OWN_ID.test(id)) || (typeof sealed === 'string' && sealed.startsWith(MARK));
}
