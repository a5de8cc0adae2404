/** One item of a Responses answer, read piece by piece, and at its end for what the pieces left out. */

import type { Part } from '../../part.ts';
import type { ContentPart, Item, ResponsesEvent } from './events.ts';

export class ItemReader {
  readonly #type: string;
  /** Its name with the provider. */
  readonly #id: string | undefined;
  readonly #call: number;
  readonly #name: string;
  readonly #callId: string;
  /** What has been said of it, of each kind. */
  readonly #said = { text: '', refusal: '', thought: '', input: '' };
  #sources = 0;
  #wasNamed = false;
  #isDone = false;

  /** `call`: its number among the calls of the answer, if it is one. */
  constructor({ type, id, call_id: callId, name }: Item, call: number) {
    this.#type = type;
    this.#id = id || undefined;
    this.#call = call;
    this.#name = name ?? '';
    this.#callId = callId || id || `call_${call}`;
  }

  /** Its beginning: a call is known by its name, the others have said nothing yet. */
  added(): readonly Part[] {
    if (this.#type === 'message') return [this.#piece('text', '')];
    if (this.#type === 'reasoning') return [this.#piece('reasoning', '')];
    return this.#named();
  }

  read({ type, delta, summary_index: at, part, text, refusal, arguments: json, input, annotation }: ResponsesEvent) {
    switch (type) {
      case 'response.content_part.added':
        return part?.type === 'output_text' ? [this.#piece('text', '')] : [];
      case 'response.output_text.delta':
        return this.#text(delta ?? '');
      case 'response.output_text.done':
        return this.#text(rest(this.#said.text, text));
      case 'response.output_text.annotation.added':
        return this.#source(annotation);
      case 'response.refusal.delta':
        return this.#refusal(delta ?? '');
      case 'response.refusal.done':
        return this.#refusal(rest(this.#said.refusal, refusal));
      case 'response.reasoning_summary_part.added':
        // The parts of a summary are paragraphs of it.
        return (at ?? 0) > 0 ? this.#thought('\n\n') : [this.#piece('reasoning', '')];
      case 'response.reasoning_summary_text.delta':
      case 'response.reasoning_text.delta':
        return this.#thought(delta ?? '');
      case 'response.function_call_arguments.delta':
        return this.#input(delta ?? '');
      case 'response.function_call_arguments.done':
        return this.#input(rest(this.#said.input, json));
      case 'response.custom_tool_call_input.delta':
        return this.#input(delta ?? '');
      case 'response.custom_tool_call_input.done':
        return this.#input(rest(this.#said.input, input));
      default:
        return [];
    }
  }

  /** The item in full: what of it has not been said, and its end. Said once, however often it is repeated. */
  whole(item: Item): readonly Part[] {
    if (this.#isDone) return [];
    this.#isDone = true;
    switch (this.#type) {
      case 'message':
        return this.#message(item.content ?? []);
      case 'reasoning': {
        const shown = (item.summary ?? []).length > 0 ? item.summary : item.content;
        const said = this.#said.thought === '' ? this.#thought(joined(shown ?? [])) : [];
        const { encrypted_content: value } = item;
        if (!value) return said;
        const id = this.#id === undefined ? {} : { id: this.#id };
        return [...said, { kind: 'sealed', signature: { issuer: 'openai', value }, ...id }];
      }
      default: {
        const input = this.#input(rest(this.#said.input, item.arguments ?? item.input));
        return [...this.#named(), ...input, ...this.#closed(), { kind: 'call_end', call: this.#call }];
      }
    }
  }

  #message(content: readonly ContentPart[]): readonly Part[] {
    if (this.#said.text === '' && this.#said.refusal === '' && this.#sources === 0) {
      return content.flatMap(({ text, refusal, annotations }) => [
        ...this.#text(text ?? ''),
        ...(annotations ?? []).flatMap((annotation) => this.#source(annotation)),
        ...this.#refusal(refusal ?? ''),
      ]);
    }
    const text = content.map((part) => part.text ?? '').join('');
    const refusal = content.map((part) => part.refusal ?? '').join('');
    const annotations = content.flatMap((part) => part.annotations ?? []).slice(this.#sources);
    return [
      ...this.#text(rest(this.#said.text, text)),
      ...annotations.flatMap((annotation) => this.#source(annotation)),
      ...this.#refusal(rest(this.#said.refusal, refusal)),
    ];
  }

  #text(text: string): readonly Part[] {
    this.#said.text += text;
    return text === '' ? [] : [this.#piece('text', text)];
  }

  #refusal(text: string): readonly Part[] {
    this.#said.refusal += text;
    return text === '' ? [] : [{ kind: 'refusal', text }];
  }

  #thought(text: string): readonly Part[] {
    this.#said.thought += text;
    return text === '' ? [] : [this.#piece('reasoning', text)];
  }

  #piece(kind: 'text' | 'reasoning', text: string): Part {
    return this.#id === undefined ? { kind, text } : { kind, text, item: this.#id };
  }

  #named(): readonly Part[] {
    if (this.#wasNamed) return [];
    this.#wasNamed = true;
    return [{ kind: 'call', call: this.#call, id: this.#callId, name: this.#name }];
  }

  /** A custom tool's input is text: elsewhere it is the one argument of a function, so it is read as that JSON's pieces. */
  #input(text: string): readonly Part[] {
    if (text === '') return this.#named();
    const opening = this.#type === 'custom_tool_call' && this.#said.input === '' ? OPENING : '';
    this.#said.input += text;
    const json = this.#type === 'custom_tool_call' ? opening + JSON.stringify(text).slice(1, -1) : text;
    const more: Part = { kind: 'arguments', call: this.#call, json };
    return this.#wasNamed ? [more] : [...this.#named(), more];
  }

  #closed(): readonly Part[] {
    if (this.#type !== 'custom_tool_call') return [];
    const json = this.#said.input === '' ? `${OPENING}"}` : '"}';
    return [{ kind: 'arguments', call: this.#call, json }];
  }

  /** A citation of a file has no address that anybody else could follow. */
  #source(annotation: unknown): readonly Part[] {
    this.#sources += 1;
    const { type, url, title } = Object(annotation) as Readonly<Record<string, unknown>>;
    if (type !== 'url_citation' || typeof url !== 'string') return [];
    return [{ kind: 'source', url, title: typeof title === 'string' ? title : undefined }];
  }
}

const OPENING = '{"input":"';

/** What of the whole has not come in pieces. */
function rest(said: string, whole: string | null): string {
  if (whole === null) return '';
  return whole.startsWith(said) ? whole.slice(said.length) : said === '' ? whole : '';
}

const joined = (parts: readonly ContentPart[]): string =>
  parts.flatMap(({ text }) => (text ? [text] : [])).join('\n\n');
