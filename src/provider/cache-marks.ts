/** Where a client marked its prompt as worth caching, so that a provider which takes no mark there says so. */

import type { CacheMark, Prompt } from '../wire/prompt.ts';

/** `words`: instructions and the user's; `said`: the model's. `within`: inside of a tool's result. */
export type Place = 'words' | 'said' | 'media' | 'tools' | 'calls' | 'results' | 'within';

type Markable = { readonly kind: string; readonly cache?: CacheMark };

const isMarked = ({ cache }: { readonly cache?: CacheMark }): boolean => cache !== undefined;

/** The field by its name, where a mark stands that is in none of the places `taken`. Marks change nothing but the price. */
export function unmarked(prompt: Prompt, taken: readonly Place[] = []): readonly string[] {
  return marksIn(prompt).every((place) => taken.includes(place)) ? [] : ['cache_control'];
}

function marksIn({ instructions, messages, tools }: Prompt): readonly Place[] {
  const said = messages.flatMap(({ role, content }): readonly Place[] =>
    content
      .map((part: Markable) => part)
      .filter(isMarked)
      .map((part) => placeOf(part, role)),
  );
  const within = messages.flatMap((message): readonly Markable[] =>
    message.role === 'tool' ? message.content.flatMap(({ content }) => content) : [],
  );
  return [
    ...instructions.filter(isMarked).map((): Place => 'words'),
    ...said,
    ...within.filter(isMarked).map((): Place => 'within'),
    ...tools.filter(isMarked).map((): Place => 'tools'),
  ];
}

function placeOf({ kind }: Markable, role: string): Place {
  switch (kind) {
    case 'call':
      return 'calls';
    case 'result':
      return 'results';
    case 'text':
      return role === 'assistant' ? 'said' : 'words';
    default:
      return 'media';
  }
}
