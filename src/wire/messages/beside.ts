/**
 * What a model reads of a messages body beside the words in it. The thoughts of earlier turns are taken off by Anthropic
 * itself; those of the turn that is under way, since the user last spoke, go back and are counted.
 * https://platform.claude.com/docs/en/build-with-claude/token-counting#count-tokens-in-messages-with-extended-thinking
 */

import type { Beside } from '../ask.ts';

interface Block extends Readonly<Record<string, unknown>> {
  readonly type: string;
}

interface Message {
  readonly role: string;
  readonly content: string | readonly Block[];
}

export function besideOf(messages: readonly Message[]): Beside {
  const spoke = messages.findLastIndex(
    ({ role, content }) => role === 'user' && (typeof content === 'string' || content.some(isSaid)),
  );
  const texts: string[] = [];
  const documents: number[] = [];
  const read = (block: Block, isUnderWay: boolean): void => {
    const { type, name, input, thinking, title, context, source } = block;
    if (type === 'tool_use' || type === 'server_tool_use') texts.push(`${String(name)} ${JSON.stringify(input ?? {})}`);
    else if (type === 'thinking' && isUnderWay && typeof thinking === 'string') texts.push(thinking);
    else if (type === 'document') {
      texts.push(...[title, context].filter(isText));
      const text = textIn(source);
      if (text === null) documents.push(bytesOf(source));
      else texts.push(text);
    } else if (type === 'search_result') texts.push(...[title, source, textIn(block)].filter(isText));
    if (type === 'tool_result') for (const one of blocksOf(block['content'])) read(one, isUnderWay);
  };
  for (const [at, { content }] of messages.entries()) for (const block of blocksOf(content)) read(block, at > spoke);
  return { texts, documents };
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isSaid = ({ type }: Block): boolean => type !== 'tool_result';

function blocksOf(content: unknown): readonly Block[] {
  return Array.isArray(content) ? content.filter((one) => typeof Reflect.get(Object(one), 'type') === 'string') : [];
}

/** Of a document that is text, or of blocks of text; null: it is another's file, or bytes. */
function textIn(source: unknown): string | null {
  const { type, data, content } = Object(source) as Readonly<Record<string, unknown>>;
  if (type === 'text' && isText(data)) return data;
  if (isText(content)) return content;
  if (!Array.isArray(content)) return null;
  return content.flatMap((one) => [Reflect.get(Object(one), 'text')].filter(isText)).join('\n');
}

/** Of base64, four characters of which are three bytes. */
function bytesOf(source: unknown): number {
  const data: unknown = Reflect.get(Object(source), 'data');
  return isText(data) ? Math.floor((data.length * 3) / 4) : 0;
}
