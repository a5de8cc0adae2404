/** A Prompt's messages -> those of Cohere's chat. https://docs.cohere.com/v2/reference/chat */

import type { Message, Prompt, Source, UserContent } from '../../wire/prompt.ts';

/** As the API has them; the official SDK's types name the same fields in camel case. */
type CohereMessage =
  | { readonly role: 'system'; readonly content: string }
  | { readonly role: 'user'; readonly content: string | readonly CohereContent[] }
  | {
      readonly role: 'assistant';
      readonly content?: string;
      readonly tool_plan?: string;
      readonly tool_calls?: readonly object[];
    }
  | { readonly role: 'tool'; readonly tool_call_id: string; readonly content: string };

type CohereContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image_url'; readonly image_url: { readonly url: string; readonly detail?: string } };

/** Instructions lead and may stand nowhere else: later ones are the user's words. */
export function cohereMessages({ instructions, messages }: Prompt): readonly CohereMessage[] {
  const system = instructions.map(({ text }) => text).join('\n\n');
  return [...(system === '' ? [] : [{ role: 'system' as const, content: system }]), ...messages.flatMap(cohereMessage)];
}

function cohereMessage(message: Message): CohereMessage[] {
  switch (message.role) {
    case 'system':
    case 'user': {
      const content = userContent(message.content);
      return content === '' ? [] : [{ role: 'user', content }];
    }
    case 'assistant':
      return assistantMessage(message.content);
    case 'tool':
      return toolMessages(message.content);
  }
}

/**
 * What is said beside calls is the plan that led to them, and so are the thoughts before: Cohere wants it back as
 * `tool_plan`. Thoughts before an answer are not asked for, and signed ones are another provider's.
 */
function assistantMessage(content: Extract<Message, { role: 'assistant' }>['content']): CohereMessage[] {
  const text = content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('');
  const calls = content.flatMap((part) =>
    part.kind === 'call'
      ? [{ id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } }]
      : [],
  );
  if (calls.length === 0) return text === '' ? [] : [{ role: 'assistant', content: text }];
  const thoughts = content.flatMap((part) => (part.kind === 'reasoning' && part.signature === null ? [part.text] : []));
  const plan = [thoughts.join(''), text].filter((one) => one !== '').join('\n');
  return [{ role: 'assistant', tool_calls: calls, ...(plan === '' ? {} : { tool_plan: plan }) }];
}

/** A result holds text alone: its images follow in a message of the user's, once all results are there. */
function toolMessages(results: Extract<Message, { role: 'tool' }>['content']): CohereMessage[] {
  const shown: UserContent[] = [];
  const messages = results.map(({ callId, content, isError }): CohereMessage => {
    const media = content.filter(({ kind }) => kind !== 'text');
    if (media.length > 0) shown.push({ kind: 'text', text: `What the tool call ${callId} showed:` }, ...media);
    const text = content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
    return { role: 'tool', tool_call_id: callId, content: isError ? JSON.stringify({ error: text }) : text };
  });
  return shown.length === 0 ? messages : [...messages, { role: 'user', content: userContent(shown) }];
}

/** Words alone go as a string: models without eyes know nothing else. */
function userContent(content: readonly UserContent[]): string | readonly CohereContent[] {
  const parts = content.flatMap((part): CohereContent[] => {
    if (part.kind === 'text') return part.text === '' ? [] : [{ type: 'text', text: part.text }];
    if (part.kind !== 'image') return [];
    const url = urlOf(part.source);
    const { detail } = part;
    return [{ type: 'image_url', image_url: { url, ...(detail !== null && isDetail(detail) ? { detail } : {}) } }];
  });
  const words = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  return words.length === parts.length ? words.join('\n') : parts;
}

export const isDetail = (detail: string): boolean => detail === 'auto' || detail === 'low' || detail === 'high';

function urlOf(source: Source): string {
  switch (source.kind) {
    case 'base64':
      return `data:${source.mediaType};base64,${source.data}`;
    case 'url':
      return source.url;
    case 'id':
      return source.id;
  }
}
