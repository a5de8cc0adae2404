/** The operations of the data plane. */

import * as z from 'zod';
import { feedbackSchema, heardSchema } from '../../learn/feedback.ts';
import { embeddingsSchema } from '../../wire/embeddings/read.ts';
import { healthSchema, modelsSchema, usageSchema } from './data-shapes.ts';
import type { Operation } from './operation.ts';

const READS = ['user', 'session', 'effort'];
const TAKES = ['invalid_request', 'invalid_api_key', 'not_allowed', 'not_found', 'too_large', 'unavailable'];
const CALLS = [...TAKES, 'no_model_fits', 'limit_reached', 'provider_failed', 'provider_timeout'];

const DECIDED = {
  'x-signalbox-decision': 'Decision',
  'x-signalbox-route': 'Text',
  'x-signalbox-effort': 'Text',
  'x-signalbox-model': 'Text',
  'x-signalbox-reason': 'Text',
  'x-signalbox-confidence': 'Text',
  'x-signalbox-policy': 'Policy',
  'x-signalbox-degraded': 'Degraded',
};
const COUNTED = { 'x-signalbox-max-tokens': 'MaxTokens', RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimit' };

const asked = (path: string, summary: string, body: string, answer: string, anthropic = false): Operation => ({
  ...{ method: 'post', path, summary, by: 'key', reads: READS, body, codes: CALLS, anthropic },
  answers: {
    description: `${answer}; a stream of events where the body says \`stream\``,
    ...{ schema: null, streams: true, headers: { ...DECIDED, ...COUNTED } },
  },
});

export const DATA_PLANE: readonly Operation[] = [
  {
    ...{ method: 'get', path: '/healthz', summary: 'Whether it runs', by: 'anybody', codes: [] },
    answers: { description: 'it does', schema: healthSchema },
  },
  {
    ...{ method: 'get', path: '/openapi.json', summary: 'This document', by: 'anybody', codes: [] },
    answers: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) },
  },
  asked('/v1/chat/completions', 'OpenAI Chat Completions', 'Chat', 'a chat completion'),
  asked('/v1/responses', 'OpenAI Responses', 'Responses', 'a response'),
  asked('/v1/messages', 'Anthropic Messages', 'Messages', 'a message', true),
  {
    ...{ method: 'post', path: '/v1/messages/count_tokens', summary: 'How long a prompt is', by: 'key', reads: READS },
    ...{ body: 'Prompt', codes: [...TAKES, 'no_model_fits', 'provider_failed'], anthropic: true },
    answers: {
      description: 'counted by the provider, or estimated where x-signalbox-estimated says so',
      schema: z.object({ input_tokens: z.int() }),
      headers: { ...DECIDED, 'x-signalbox-estimated': 'Text' },
    },
  },
  {
    ...{ method: 'post', path: '/v1/embeddings', summary: 'OpenAI Embeddings', by: 'key', reads: READS, codes: CALLS },
    body: embeddingsSchema(),
    answers: { description: 'embeddings', schema: null, headers: { ...DECIDED, ...COUNTED } },
  },
  {
    ...{ method: 'post', path: '/v1/route', summary: 'The Decision, and nothing else: nobody is called', by: 'key' },
    ...{ reads: READS, body: 'Question', codes: [...TAKES, 'no_model_fits'] },
    answers: { description: 'the decision', schema: 'Decision', headers: DECIDED },
  },
  {
    ...{ method: 'post', path: '/v1/feedback', summary: 'What became of a decision', by: 'key', reads: ['user'] },
    ...{ body: feedbackSchema(), codes: TAKES },
    answers: { status: 202, description: 'what was heard of it', schema: heardSchema() },
  },
  {
    ...{ method: 'get', path: '/v1/models', summary: 'What this key may ask for', by: 'key' },
    codes: ['invalid_api_key', 'not_allowed', 'unavailable'],
    answers: { description: 'models, `auto` names and routes', schema: modelsSchema },
  },
  {
    ...{ method: 'get', path: '/v1/usage', summary: "Where the caller's own limits stand", by: 'key', reads: ['user'] },
    codes: ['invalid_request', 'invalid_api_key', 'not_allowed', 'unavailable'],
    answers: {
      description: 'limits, cost in USD',
      schema: usageSchema,
      headers: { RateLimit: 'RateLimit', 'RateLimit-Policy': 'RateLimit' },
    },
  },
];
