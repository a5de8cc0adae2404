/**
 * The API in OpenAPI 3.1, made of the schemas that validate. Made when the project is built and not when it is asked for:
 * to make it takes zod's JSON Schema writer and every description, to serve it the text alone.
 */

import * as z from 'zod';
import { policySchema } from '../../tenant/schema.ts';
import { chatSchema } from '../../wire/chat/read.ts';
import { limitSchema, messagesSchema } from '../../wire/messages/read.ts';
import { responsesSchema } from '../../wire/responses/read.ts';
import { ADMIN_API } from './admin-api.ts';
import { DATA_PLANE } from './data-plane.ts';
import { decisionSchema } from './data-shapes.ts';
import { anthropicErrorSchema, errorSchema, refusalComponents } from './errors.ts';
import { described, jsonSchema, templated } from './operation.ts';

export const OPERATIONS = [...DATA_PLANE, ...ADMIN_API];

const header = (description: string) => ({ description, schema: { type: 'string' } });
const sent = (name: string, where: 'header' | 'path', description: string, schema: object = { type: 'string' }) => ({
  ...{ name, in: where, required: where === 'path', description, schema },
});
/** A body that is read as far as the router needs it; all else goes on to the provider. */
const forwarded = (schema: object, description: string) => ({ description, ...schema });

/** A text is taken for a message; one that goes on from another may bring none. */
const asResponses = responsesSchema().extend({
  input: z.union([z.string(), responsesSchema().shape.input]).optional(),
});

export function openApiDocument(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of OPERATIONS) {
    const path = templated(operation.path);
    paths[path] = { ...paths[path], [operation.method]: described(operation) };
  }
  const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Signalbox',
      version: '0.1.0',
      description: 'An edge router for LLM requests: routes by preference, exact quotas, honest streams.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    tags: [{ name: 'data plane' }, { name: 'admin' }],
    paths,
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', description: 'an API key, sb_…' },
        xApiKey: { type: 'apiKey', in: 'header', name: 'x-api-key', description: 'as Anthropic clients send it' },
        adminToken: { type: 'http', scheme: 'bearer', description: 'ADMIN_TOKEN, or an admin key of the tenant' },
      },
      parameters: {
        tenant: sent('tenant', 'path', 'the tenant', { type: 'string', pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' }),
        version: sent('version', 'path', 'the version', { type: 'integer', minimum: 1 }),
        id: sent('id', 'path', 'the id of the key, never the key'),
        ofuser: sent('user', 'path', 'the user by name, or key:<id> for those whom a key does not name'),
        user: sent('x-signalbox-user', 'header', 'the end user, where the key fixes none'),
        session: sent('x-signalbox-session', 'header', 'names the conversation'),
        effort: sent('x-signalbox-effort', 'header', 'fixes the effort', { enum: ['thinking', 'instant', 'mini'] }),
        ifmatch: sent(
          'If-Match',
          'header',
          'the ETag of what the change was made to: 409 where another has taken its place',
        ),
        ifnonematch: sent('If-None-Match', 'header', '*: only where there is no policy yet'),
      },
      headers: {
        ETag: header('of the document, for If-Match'),
        RetryAfter: header('seconds after which it may be tried again'),
        Decision: header('the id of the decision'),
        Policy: header('tenant @ version of the policy'),
        Degraded: header('the limit that moved the request down'),
        MaxTokens: header('the cap that a limit put on the answer'),
        RateLimit: header('the limit nearest to exhaustion, as the IETF has it'),
        Text: header('as the decision says'),
      },
      responses: refusalComponents(),
      schemas: {
        Error: jsonSchema(errorSchema, 'output'),
        AnthropicError: jsonSchema(anthropicErrorSchema, 'output'),
        Policy: jsonSchema(policySchema(), 'input'),
        Decision: jsonSchema(decisionSchema, 'output'),
        Chat: forwarded(jsonSchema(chatSchema(), 'input'), CHECKED),
        Responses: forwarded(jsonSchema(asResponses, 'input'), CHECKED),
        Prompt: forwarded(jsonSchema(messagesSchema(), 'input'), CHECKED),
        Messages: { allOf: [ref('Prompt'), jsonSchema(limitSchema(), 'input')] },
        Question: {
          description: 'a body of any of the three wires, or a text',
          anyOf: [
            ref('Chat'),
            ref('Responses'),
            ref('Prompt'),
            { type: 'object', required: ['input'], properties: { input: { type: 'string' } } },
          ],
        },
      },
    },
  };
}

const CHECKED =
  'What Signalbox reads of the body, and refuses where it cannot be meant. Every other field of this wire is taken as well, and goes on to the provider.';
