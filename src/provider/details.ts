/** How closely the images of a prompt are to be looked at, as its client wrote it: `low`, `high`, `original`. */

import type { Prompt } from '../wire/prompt.ts';

/** Without `auto`, which is what nothing said means. Images that a tool showed are among them. */
export function detailsOf({ messages }: Prompt): readonly string[] {
  const parts = messages.flatMap((message): readonly { readonly kind: string; readonly detail?: string | null }[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : message.content,
  );
  return parts.flatMap(({ kind, detail }) => (kind === 'image' && detail != null && detail !== 'auto' ? [detail] : []));
}
