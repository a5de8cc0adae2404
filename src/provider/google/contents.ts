/**
 * A Prompt's messages -> Gemini's contents: turns of `user` and `model`, by turns. What a tool answered is the user's.
 * A thought's signature goes back on the very part it came with: https://ai.google.dev/gemini-api/docs/thought-signatures
 */

import type { Content, FunctionResponsePart, Part } from '@google/genai';
import type { Message, Prompt, Source, UserContent } from '../../wire/prompt.ts';
import type { Family } from './family.ts';
import { modelParts } from './model-parts.ts';

export function contentsOf({ messages }: Prompt, family: Family): Content[] {
  const contents: { role: string; parts: Part[] }[] = [];
  for (const message of messages) {
    const role = message.role === 'assistant' ? 'model' : 'user';
    const parts = partsOf(message, family);
    if (parts.length === 0) continue;
    const last = contents.at(-1);
    if (last?.role === role) last.parts.push(...parts);
    else contents.push({ role, parts });
  }
  return contents;
}

function partsOf(message: Message, family: Family): Part[] {
  switch (message.role) {
    case 'system':
    case 'user':
      return message.content.flatMap(userPart);
    case 'assistant':
      return modelParts(message.content, family);
    case 'tool':
      return family.mediaInResults
        ? message.content.map((result) => resultPart(result, mediaOf(result)))
        : [...message.content.map((result) => resultPart(result, [])), ...message.content.flatMap(shownAfter)];
  }
}

type Result = Extract<Message, { role: 'tool' }>['content'][number];

/** `media` goes into the result itself, for models that take it there. */
function resultPart({ callId, name, content, isError }: Result, media: readonly UserContent[]): Part {
  const text = content.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');
  const parts = media.flatMap(userPart) as FunctionResponsePart[];
  return {
    functionResponse: {
      id: callId,
      name: name ?? callId,
      response: { [isError ? 'error' : 'output']: meaningOf(text) },
      ...(parts.length === 0 ? {} : { parts }),
    },
  };
}

const mediaOf = ({ content }: Result): UserContent[] => content.filter(({ kind }) => kind !== 'text');

function shownAfter(result: Result): Part[] {
  const media = mediaOf(result).flatMap(userPart);
  return media.length === 0
    ? []
    : [{ text: `What the call of ${result.name ?? result.callId} (${result.callId}) showed:` }, ...media];
}

/** JSON as what it means. Gemini has a meaning of its own for `$ref` in a result, so such a one stays text. */
function meaningOf(text: string): unknown {
  if (!/^\s*[[{]/.test(text) || text.includes('"$ref"')) return text;
  try {
    return JSON.parse(text);
  } catch {
    // Text that merely begins like JSON.
    return text;
  }
}

function userPart(part: UserContent): Part[] {
  switch (part.kind) {
    case 'text':
      return part.text === '' ? [] : [{ text: part.text }];
    case 'image':
      return [mediaPart(part.source, 'image/jpeg')];
    case 'audio':
      return [{ inlineData: { mimeType: `audio/${part.format}`, data: part.data } }];
    case 'file':
      return [mediaPart(part.source, 'application/pdf')];
  }
}

/** By the ending of a URL's path; Gemini looks at the file itself where it knows better. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', webp: 'image/webp', gif: 'image/gif' },
  ...{ heic: 'image/heic', heif: 'image/heif', pdf: 'application/pdf', txt: 'text/plain', html: 'text/html' },
  ...{ md: 'text/markdown', csv: 'text/csv', json: 'application/json', xml: 'text/xml' },
  ...{ mp3: 'audio/mp3', wav: 'audio/wav', ogg: 'audio/ogg', flac: 'audio/flac', mp4: 'video/mp4', webm: 'video/webm' },
};

/** The Files API's own address of a file. */
const FILES = 'https://generativelanguage.googleapis.com/v1beta/files/';

function mediaPart(source: Source, usualType: string): Part {
  switch (source.kind) {
    case 'base64':
      return { inlineData: { mimeType: source.mediaType, data: source.data } };
    case 'url': {
      const ending = /\.([a-z0-9]+)(?:[?#]|$)/i.exec(source.url)?.[1]?.toLowerCase() ?? '';
      return { fileData: { mimeType: TYPES[ending] ?? usualType, fileUri: source.url } };
    }
    case 'id': {
      const fileUri = /^https:/.test(source.id) ? source.id : `${FILES}${source.id.replace(/^files\//, '')}`;
      return { fileData: { fileUri } };
    }
  }
}
