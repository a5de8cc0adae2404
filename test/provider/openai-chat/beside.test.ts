import { expect, it } from 'vitest';
import { chatReader, readWholeChat } from '../../../src/provider/openai-chat/reader.ts';
import { chatEncoder } from '../../../src/wire/chat/encoder.ts';
import { wholeChat } from '../../../src/wire/chat/whole.ts';
import { messagesEncoder } from '../../../src/wire/messages/encoder.ts';
import { wholeMessage } from '../../../src/wire/messages/whole.ts';
import { askOf } from '../../support/ask.ts';

// As Perplexity documents it: https://docs.perplexity.ai/api-reference/chat-completions-post
const A = 'https://a.example/1';
const B = 'https://b.example/2';
const USAGE = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
const RESULTS = [
  { title: 'B', url: B, date: '2026-01-02', snippet: 'What B says.' },
  { title: 'C', url: 'https://c.example', snippet: '' },
];
const SOURCES = [
  { kind: 'source', url: A, title: undefined },
  { kind: 'source', url: B, title: 'B', cited: 'What B says.' },
  { kind: 'source', url: 'https://c.example', title: 'C' },
];
const HEAD = { id: '1', model: 'm', createdSeconds: 1, ask: askOf('Hi') };

/** Every chunk repeats what has been found so far. */
function streamed() {
  const reader = chatReader(1);
  const chunk = (content: string, more: object) =>
    JSON.stringify({ choices: [{ index: 0, delta: { content } }], usage: USAGE, ...more });
  const data = [
    chunk('So', { citations: [A], search_results: [] }),
    chunk(' it is [1][2].', { citations: [A, B, B, 7, null], search_results: [RESULTS[0]] }),
    JSON.stringify({
      ...{ choices: [{ index: 0, delta: { content: '' }, finish_reason: 'stop' }], usage: USAGE },
      ...{ citations: [A, B], search_results: RESULTS },
    }),
    '[DONE]',
  ];
  return data.flatMap((one) => reader.read({ name: null, data: one })?.parts ?? []);
}

function whole(more: object = {}) {
  const message = { role: 'assistant', content: 'So it is [1][2].', ...more };
  const answer = { choices: [{ index: 0, message, finish_reason: 'stop' }], usage: USAGE };
  return readWholeChat(JSON.stringify({ ...answer, citations: [A, B], search_results: RESULTS })) ?? [];
}

it('the lists that Perplexity and xAI send beside the choices are sources, once each, behind the text that points to them', () => {
  for (const parts of [streamed(), whole()]) {
    expect(parts.filter(({ kind }) => kind === 'source')).toEqual(SOURCES);
    const order = parts.map(({ kind }) => kind).filter((kind) => kind === 'text' || kind === 'source');
    expect(order.lastIndexOf('text')).toBeLessThan(order.indexOf('source'));
    expect(parts.at(-1)?.kind).toBe('finish');
  }
});

it('a list that is none, and a source that an annotation has told of, say nothing more', () => {
  const annotations = [{ type: 'url_citation', url_citation: { url: B, title: 'Mine' } }];
  expect(whole({ annotations }).filter(({ kind }) => kind === 'source')).toEqual([
    { kind: 'source', url: B, title: 'Mine' },
    SOURCES[0],
    SOURCES[2],
  ]);
  const odd = JSON.stringify({ choices: [{ message: { content: 'a' } }], citations: { a: 1 }, search_results: 'x' });
  expect(readWholeChat(odd)?.map(({ kind }) => kind)).toEqual(['start', 'text', 'finish']);
});

it('they reach a client of another wire as citations of its own, streamed and whole', () => {
  const encoder = messagesEncoder(HEAD);
  const stream = streamed()
    .map((part) => encoder.write(part))
    .join('');
  expect(stream.match(/"type":"citations_delta"/g)).toHaveLength(3);
  expect(wholeMessage(whole(), HEAD)).toMatchObject({
    content: [
      {
        ...{ type: 'text', text: 'So it is [1][2].' },
        citations: [{ url: A, title: null }, { url: B, title: 'B', cited_text: 'What B says.' }, { title: 'C' }],
      },
    ],
  });
});

it('a chat says where its citations stand: clients that follow OpenAI refuse an answer without', () => {
  const place = { start_index: 16, end_index: 16 };
  const expected = [
    { type: 'url_citation', url_citation: { ...place, url: A, title: A } },
    { type: 'url_citation', url_citation: { ...place, url: B, title: 'B', content: 'What B says.' } },
    { type: 'url_citation', url_citation: { ...place, url: 'https://c.example', title: 'C' } },
  ];
  expect(wholeChat(whole(), HEAD)).toMatchObject({ choices: [{ message: { annotations: expected } }] });
  const encoder = chatEncoder(HEAD);
  const chunks = streamed().flatMap((part) => encoder.write(part).split('\n\n').filter(Boolean));
  const deltas = chunks.map((chunk) => JSON.parse(chunk.slice('data: '.length)).choices[0].delta);
  expect(deltas.flatMap(({ annotations = [] }) => annotations)).toEqual(expected);
});
