/**
 * What OpenAI Responses puts on the wire, as the mock provider says it: a thought that is sealed, and then a text or a call
 * of a tool. https://platform.openai.com/docs/api-reference/responses-streaming
 */

import type {
  Response,
  ResponseOutputItem,
  ResponseStreamEvent,
  ResponseUsage,
} from 'openai/resources/responses/responses';
import { PIECES, TEXT, TOOL_CALL } from './openai-wire.ts';

export const SEALED = 'gAAAAABmock-sealed-thought';
const SUMMARY = 'The heads are compared.';

const USAGE: ResponseUsage = {
  input_tokens: 21,
  input_tokens_details: { cached_tokens: 8, cache_write_tokens: 0 },
  output_tokens: 16,
  output_tokens_details: { reasoning_tokens: 7 },
  total_tokens: 37,
};

export interface Said {
  readonly id: string;
  readonly model: string;
  /** A call of the tool instead of a text. */
  readonly calls: boolean;
  /** The thought is to be handed back by the client. */
  readonly seals: boolean;
  readonly previous: string | null;
}

type Ending = Pick<Response, 'status' | 'error' | 'incomplete_details'>;
const COMPLETED: Ending = { status: 'completed', error: null, incomplete_details: null };

/** The object as it stands with so much output. A mock's clock stands still: answers can be compared byte by byte. */
export function response(said: Said, output: ResponseOutputItem[], ending: Ending): Omit<Response, 'output_text'> {
  return {
    ...{ id: said.id, object: 'response', created_at: 1_790_000_000, model: said.model, output, ...ending },
    ...{ instructions: null, metadata: {}, parallel_tool_calls: true, temperature: 1, top_p: 1, tool_choice: 'auto' },
    ...{ tools: [], access_programs: null, previous_response_id: said.previous, store: true },
    ...(ending.status === 'completed' || ending.status === 'incomplete' ? { usage: USAGE } : {}),
  };
}

export function output({ id, calls, seals }: Said): ResponseOutputItem[] {
  const of = id.slice('resp_'.length);
  const summary = [{ type: 'summary_text' as const, text: SUMMARY }];
  return [
    { id: `rs_${of}`, type: 'reasoning', summary, ...(seals ? { encrypted_content: SEALED } : {}) },
    calls
      ? {
          ...{ id: `fc_${of}`, type: 'function_call', status: 'completed', call_id: TOOL_CALL.id },
          ...{ name: TOOL_CALL.name, arguments: TOOL_CALL.arguments },
        }
      : {
          ...{ id: `msg_${of}`, type: 'message', role: 'assistant', status: 'completed' },
          content: [{ type: 'output_text', text: TEXT, annotations: [], logprobs: [] }],
        },
  ];
}

export const whole = (said: Said, ending = COMPLETED) => response(said, output(said), ending);

type Unnumbered = ResponseStreamEvent extends infer Event
  ? Event extends ResponseStreamEvent
    ? Omit<Event, 'sequence_number'>
    : never
  : never;

/** The events of a stream, one by one, up to and without the last. */
export function events(said: Said): readonly string[] {
  const [thought, spoken] = output(said);
  if (thought?.type !== 'reasoning' || spoken === undefined) throw new Error('An answer is a thought and a saying.');
  const begun = { response: response(said, [], { ...COMPLETED, status: 'in_progress' }) as Response };
  const place = { item_id: thought.id, output_index: 0, summary_index: 0 };
  const list: Unnumbered[] = [
    { type: 'response.created', ...begun },
    { type: 'response.in_progress', ...begun },
    { type: 'response.output_item.added', output_index: 0, item: { ...thought, summary: [] } },
    { type: 'response.reasoning_summary_part.added', ...place, part: { type: 'summary_text', text: '' } },
    { type: 'response.reasoning_summary_text.delta', ...place, delta: SUMMARY },
    { type: 'response.reasoning_summary_text.done', ...place, text: SUMMARY },
    { type: 'response.reasoning_summary_part.done', ...place, part: { type: 'summary_text', text: SUMMARY } },
    { type: 'response.output_item.done', output_index: 0, item: thought },
    ...(spoken.type === 'function_call' ? calling(spoken) : spoken.type === 'message' ? saying(spoken) : []),
  ];
  return list.map((event, at) => sse({ ...event, sequence_number: at }));
}

type Item<Type extends ResponseOutputItem['type']> = Extract<ResponseOutputItem, { type: Type }>;

function saying(item: Item<'message'>): Unnumbered[] {
  const place = { item_id: item.id, output_index: 1, content_index: 0 };
  const part = { type: 'output_text' as const, text: '', annotations: [], logprobs: [] };
  return [
    { type: 'response.output_item.added', output_index: 1, item: { ...item, status: 'in_progress', content: [] } },
    { type: 'response.content_part.added', ...place, part },
    ...PIECES.map((delta) => ({ type: 'response.output_text.delta' as const, ...place, delta, logprobs: [] })),
    { type: 'response.output_text.done', ...place, text: TEXT, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: { ...part, text: TEXT } },
    { type: 'response.output_item.done', output_index: 1, item },
  ];
}

function calling(item: Item<'function_call'>): Unnumbered[] {
  const place = { item_id: item.id ?? '', output_index: 1 };
  const { arguments: json, name } = item;
  const pieces = [json.slice(0, 9), json.slice(9)];
  return [
    { type: 'response.output_item.added', output_index: 1, item: { ...item, status: 'in_progress', arguments: '' } },
    ...pieces.map((delta) => ({ type: 'response.function_call_arguments.delta' as const, ...place, delta })),
    { type: 'response.function_call_arguments.done', ...place, arguments: json, name },
    { type: 'response.output_item.done', output_index: 1, item },
  ] as Unnumbered[];
}

export const sse = (event: { readonly type: string; readonly [field: string]: unknown }): string =>
  `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
