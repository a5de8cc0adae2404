/** What the output of a Response is made of, as far as we write it. */

import type { Part } from '../../part.ts';

type ItemStatus = 'in_progress' | 'completed' | 'incomplete';

export type OutputContent =
  | { readonly type: 'output_text'; text: string; readonly annotations: object[]; readonly logprobs: [] }
  | { readonly type: 'refusal'; refusal: string };

export interface MessageItem {
  readonly id: string;
  readonly type: 'message';
  status: ItemStatus;
  readonly role: 'assistant';
  readonly content: OutputContent[];
}

export interface ReasoningItem {
  readonly id: string;
  readonly type: 'reasoning';
  status?: ItemStatus;
  readonly summary: { readonly type: 'summary_text'; text: string }[];
  encrypted_content?: string;
}

export interface FunctionItem {
  readonly id: string;
  readonly type: 'function_call';
  status: ItemStatus;
  readonly call_id: string;
  readonly name: string;
  arguments: string;
}

export interface CustomItem {
  readonly id: string;
  readonly type: 'custom_tool_call';
  status: ItemStatus;
  readonly call_id: string;
  readonly name: string;
  input: string;
}

export type OutputItem = MessageItem | ReasoningItem | FunctionItem | CustomItem;

/** `at`: where in the text the citation stands. Which words rest on the source is not known, so it spans none. */
export function annotationOf({ url, title }: Extract<Part, { kind: 'source' }>, at: number): object {
  return { type: 'url_citation', start_index: at, end_index: at, url, title: title ?? url };
}

/** The text that a custom tool was called with: the one argument of the function that stood for it. */
export function inputOf(json: string): string {
  try {
    const read: unknown = JSON.parse(json);
    const input: unknown = Reflect.get(Object(read), 'input');
    if (typeof input === 'string') return input;
  } catch {
    // A model that does not keep to the schema: its words are the text.
  }
  return json;
}
