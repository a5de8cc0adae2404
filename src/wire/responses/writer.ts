/**
 * Parts -> the events of a Responses stream, and the output that they add up to. Official clients check every event
 * against what came before, so each item is opened, written and closed under one index and one name:
 * https://platform.openai.com/docs/api-reference/responses-streaming
 */

import type { Part, Signature } from '../../part.ts';
import {
  annotationOf,
  type CustomItem,
  type FunctionItem,
  inputOf,
  type MessageItem,
  type OutputContent,
  type OutputItem,
  type ReasoningItem,
} from './output-item.ts';
import { itemId } from './own-ids.ts';
import { type Seal, writeSeal } from './seal.ts';

/** Called for each event; gives it its number and writes it. */
type Emit = (type: string, fields: object) => void;

interface Opened<Item> {
  readonly at: number;
  readonly item: Item;
}

interface Call extends Opened<FunctionItem | CustomItem> {
  json: string;
}

type End = 'completed' | 'incomplete';

export class OutputWriter {
  readonly output: OutputItem[] = [];
  readonly #emit: Emit;
  readonly #id: string;
  readonly #customTools: ReadonlySet<unknown>;
  /** What is being said; calls may be open beside it. */
  #open: Opened<MessageItem> | Opened<ReasoningItem> | null = null;
  #content: OutputContent | null = null;
  readonly #calls = new Map<number, Call>();

  /** `id` is the answer's, of which its items' names are made. */
  constructor(id: string, customTools: ReadonlySet<unknown>, emit: Emit) {
    this.#id = id;
    this.#customTools = customTools;
    this.#emit = emit;
  }

  /** An empty piece opens what the pieces after it belong to: first the item, then its part. */
  text(kind: 'output_text' | 'refusal', text: string, name?: string): void {
    const isOpen = this.#open?.item.type === 'message' && (name === undefined || this.#open.item.id === name);
    if (text === '' && (name === undefined || !isOpen)) {
      if (name !== undefined) this.#message(name);
      return;
    }
    const { at, item } = this.#message(name);
    const content = this.#part(item, at, kind);
    if (text === '') return;
    const place = { item_id: item.id, output_index: at, content_index: item.content.length - 1 };
    if (content.type === 'refusal') {
      content.refusal += text;
      this.#emit('response.refusal.delta', { ...place, delta: text });
    } else {
      content.text += text;
      this.#emit('response.output_text.delta', { ...place, delta: text, logprobs: [] });
    }
  }

  source(source: Extract<Part, { kind: 'source' }>): void {
    const { at, item } = this.#message();
    const content = this.#part(item, at, 'output_text');
    if (content.type !== 'output_text') return;
    const annotation = annotationOf(source, content.text.length);
    const annotation_index = content.annotations.push(annotation) - 1;
    const place = { item_id: item.id, output_index: at, content_index: item.content.length - 1 };
    this.#emit('response.output_text.annotation.added', { ...place, annotation_index, annotation });
  }

  /** As `text`: an empty piece opens. */
  thought(text: string, name?: string): void {
    const isOpen = this.#open?.item.type === 'reasoning' && (name === undefined || this.#open.item.id === name);
    if (text === '' && (name === undefined || !isOpen)) {
      if (name !== undefined) this.#reasoning(name);
      return;
    }
    const { at, item } = this.#reasoning(name);
    const place = { item_id: item.id, output_index: at, summary_index: 0 };
    let [part] = item.summary;
    if (part === undefined) {
      part = { type: 'summary_text', text: '' };
      item.summary.push(part);
      this.#emit('response.reasoning_summary_part.added', { ...place, part });
    }
    if (text === '') return;
    part.text += text;
    this.#emit('response.reasoning_summary_text.delta', { ...place, delta: text });
  }

  /** Ends the thought that it signs or holds: the open one, or one that was never shown. */
  seal(seal: Seal, name?: string): void {
    const belongs = this.#open?.item.type === 'reasoning' && (seal.kind === 'signed' || this.#open.item.id === name);
    if (!belongs) this.close('completed');
    const { item } = this.#reasoning(name);
    item.encrypted_content = writeSeal(seal);
    this.close('completed');
  }

  call({ call, id, name, signature }: Extract<Part, { kind: 'call' }>): void {
    this.close('completed');
    if (signature !== undefined) this.#signCall(id, signature);
    const at = this.output.length;
    const head = { status: 'in_progress' as const, call_id: id, name };
    const item: FunctionItem | CustomItem = this.#customTools.has(name)
      ? { id: itemId('ctc', this.#id, at), type: 'custom_tool_call', ...head, input: '' }
      : { id: itemId('fc', this.#id, at), type: 'function_call', ...head, arguments: '' };
    this.#calls.set(call, { ...this.#add(item), json: '' });
  }

  arguments(number: number, json: string): void {
    const call = this.#calls.get(number);
    if (call === undefined || json === '') return;
    call.json += json;
    if (call.item.type !== 'function_call') return;
    call.item.arguments += json;
    const place = { item_id: call.item.id, output_index: call.at };
    this.#emit('response.function_call_arguments.delta', { ...place, delta: json });
  }

  endCall(number: number, end: End = 'completed'): void {
    const call = this.#calls.get(number);
    if (call === undefined) return;
    // Without arguments it is called with none, which is JSON as well.
    if (call.json === '' && end === 'completed') this.arguments(number, '{}');
    this.#calls.delete(number);
    const { item, at } = call;
    const place = { item_id: item.id, output_index: at };
    if (item.type === 'function_call') {
      this.#emit('response.function_call_arguments.done', { ...place, arguments: item.arguments });
    } else {
      // Its text is within JSON until the last character has come.
      item.input = inputOf(call.json || '{"input":""}');
      this.#emit('response.custom_tool_call_input.delta', { ...place, delta: item.input });
      this.#emit('response.custom_tool_call_input.done', { ...place, input: item.input });
    }
    item.status = end;
    this.#emit('response.output_item.done', { output_index: at, item });
  }

  /** Closes what is being said. */
  close(end: End): void {
    if (this.#open === null) return;
    const { at, item } = this.#open;
    if (item.type === 'message') this.#closePart(item, at);
    else this.#closeSummary(item, at);
    item.status = end;
    this.#open = null;
    this.#emit('response.output_item.done', { output_index: at, item });
  }

  closeAll(end: End): void {
    this.close(end);
    for (const number of [...this.#calls.keys()]) this.endCall(number, end);
  }

  #signCall(callId: string, signature: Signature): void {
    this.seal({ kind: 'call', callId, signature });
  }

  #message(name?: string): Opened<MessageItem> {
    const open = this.#open;
    if (open !== null && isOf(open, 'message') && (name === undefined || open.item.id === name)) return open;
    this.close('completed');
    const id = name ?? itemId('msg', this.#id, this.output.length);
    const opened = this.#add<MessageItem>({
      id,
      type: 'message',
      status: 'in_progress',
      role: 'assistant',
      content: [],
    });
    this.#open = opened;
    return opened;
  }

  #reasoning(name?: string): Opened<ReasoningItem> {
    const open = this.#open;
    if (open !== null && isOf(open, 'reasoning') && (name === undefined || open.item.id === name)) return open;
    this.close('completed');
    const id = name ?? itemId('rs', this.#id, this.output.length);
    const opened = this.#add<ReasoningItem>({ id, type: 'reasoning', summary: [] });
    this.#open = opened;
    return opened;
  }

  #add<Item extends OutputItem>(item: Item): Opened<Item> {
    const at = this.output.push(item) - 1;
    this.#emit('response.output_item.added', { output_index: at, item });
    return { at, item };
  }

  #part(item: MessageItem, at: number, type: OutputContent['type']): OutputContent {
    if (this.#content?.type === type) return this.#content;
    this.#closePart(item, at);
    const part: OutputContent =
      type === 'refusal' ? { type, refusal: '' } : { type, text: '', annotations: [], logprobs: [] };
    const content_index = item.content.push(part) - 1;
    this.#content = part;
    this.#emit('response.content_part.added', { item_id: item.id, output_index: at, content_index, part });
    return part;
  }

  #closePart(item: MessageItem, at: number): void {
    const part = this.#content;
    if (part === null) return;
    this.#content = null;
    const place = { item_id: item.id, output_index: at, content_index: item.content.length - 1 };
    if (part.type === 'refusal') this.#emit('response.refusal.done', { ...place, refusal: part.refusal });
    else this.#emit('response.output_text.done', { ...place, text: part.text, logprobs: [] });
    this.#emit('response.content_part.done', { ...place, part });
  }

  #closeSummary(item: ReasoningItem, at: number): void {
    const [part] = item.summary;
    if (part === undefined) return;
    const place = { item_id: item.id, output_index: at, summary_index: 0 };
    this.#emit('response.reasoning_summary_text.done', { ...place, text: part.text });
    this.#emit('response.reasoning_summary_part.done', { ...place, part });
  }
}

function isOf<Type extends OutputItem['type']>(
  open: Opened<OutputItem>,
  type: Type,
): open is Opened<Extract<OutputItem, { type: Type }>> {
  return open.item.type === type;
}
