/**
 * What the model said -> the parts it said it in. Signed thoughts come in three forms, and go back as they came:
 *
 * | came with                  | travels as                      | goes back on                              |
 * |----------------------------|---------------------------------|-------------------------------------------|
 * | a call                     | the call's own signature        | that call                                 |
 * | a shown thought            | the reasoning's signature       | that thought                              |
 * | words                      | a sealed thought, id `text`     | the words before it, else those after     |
 * | a part that says nothing   | a sealed thought without an id  | such a part, behind the words before it   |
 *
 * Some wires put thoughts before words whatever the order was: a sealed thought that leads waits for the words.
 */

import type { Part } from '@google/genai';
import type { Signature } from '../../part.ts';
import type { AssistantContent } from '../../wire/prompt.ts';
import type { Family } from './family.ts';

/** The id of a sealed thought that came with words. */
export const WITH_WORDS = 'text';

/**
 * Documented for calls that another model made, or that came without their signature: Gemini 3 refuses them else.
 * https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
const UNSIGNED = 'skip_thought_signature_validator';

type Sealed = Extract<AssistantContent, { kind: 'sealed' }>;

export function modelParts(content: readonly AssistantContent[], { demandsSignatures }: Family): Part[] {
  const parts: Part[] = [];
  /** Sealed thoughts for which no words have come yet. */
  let waiting: Sealed[] = [];
  let called = false;
  const place = () => {
    for (const sealed of waiting) parts.push({ text: '', thoughtSignature: sealed.signature.value });
    waiting = [];
  };
  for (const part of content) {
    switch (part.kind) {
      case 'reasoning':
        // A thought without a signature is a summary: Gemini reads nothing from it.
        if (isOwn(part.signature)) {
          parts.push({ text: part.text, thought: true, thoughtSignature: part.signature.value });
        }
        break;
      case 'sealed':
        if (!isOwn(part.signature)) break;
        waiting.push(part);
        if (seal(parts.at(-1), part)) waiting.pop();
        else if (hasWords(parts)) place();
        break;
      case 'text':
        if (part.text === '') break;
        parts.push({ text: part.text });
        waiting = waiting.filter((sealed) => !seal(parts.at(-1), sealed));
        place();
        break;
      case 'call': {
        place();
        const missing = demandsSignatures && !called ? UNSIGNED : null;
        const signature = isOwn(part.signature) ? part.signature.value : missing;
        called = true;
        parts.push({
          functionCall: { id: part.id, name: part.name, args: objectOf(part.arguments) },
          ...(signature === null ? {} : { thoughtSignature: signature }),
        });
        break;
      }
    }
  }
  place();
  return parts;
}

function isOwn(signature: Signature | null): signature is Signature {
  return signature?.issuer === 'google';
}

const isWords = (part: Part | undefined): part is Part =>
  part?.text !== undefined && part.text !== '' && part.thought !== true;

const hasWords = (parts: readonly Part[]): boolean => parts.some(isWords);

/** Puts the signature on the words it came with, if these are they. */
function seal(words: Part | undefined, { id, signature }: Sealed): boolean {
  if (id !== WITH_WORDS || !isWords(words) || words.thoughtSignature !== undefined) return false;
  words.thoughtSignature = signature.value;
  return true;
}

/** Arguments are an object; what another model wrote instead is kept as one field of it. */
function objectOf(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : { value };
  } catch {
    // Cut short by a limit, most often: the model reads what there is.
    return { value: json };
  }
}
