/** Providers as a policy has them, each called at `url`, below which the mock speaks `format`. */

export interface Kind {
  readonly format: 'anthropic' | 'bedrock' | 'chat' | 'cohere' | 'google' | 'responses' | 'workers-ai';
  readonly provider: (url: string) => object;
  /** It is called through the binding AI. */
  readonly binding?: true;
}

const key = 'OPENAI_API_KEY';
const region = 'us-east-1';
const hosted = (kind: string, format: Kind['format']): Kind => ({
  format,
  provider: (baseUrl) => ({ kind, key, baseUrl }),
});

export const COMPATIBLE = hosted('openai-compatible', 'chat');
/** Its streams are written anew for the client, and so may break in other places. */
export const MISTRAL = hosted('mistral', 'chat');
/** A URL and a header of its own. */
export const AZURE: Kind = {
  format: 'chat',
  provider: (baseUrl) => ({ kind: 'azure-openai', key, baseUrl, apiVersion: '2024-10-21' }),
};
export const OPENAI_AT_RESPONSES = hosted('openai', 'responses');
export const ANTHROPIC = hosted('anthropic', 'anthropic');
export const GOOGLE = hosted('google', 'google');
export const COHERE = hosted('cohere', 'cohere');
/** With an API key. */
export const BEDROCK: Kind = {
  format: 'bedrock',
  provider: (baseUrl) => ({ kind: 'amazon-bedrock', key, region, baseUrl }),
};
/** With a key pair, by which its calls are signed. */
export const BEDROCK_SIGNED: Kind = {
  format: 'bedrock',
  provider: (baseUrl) => ({ kind: 'amazon-bedrock', key: 'AWS_PAIR_KEY', region, baseUrl }),
};
/** It has no address: one is given all the same, by which the budget of retries tells the fault's provider from the next. */
export const WORKERS_AI: Kind = {
  format: 'workers-ai',
  provider: (baseUrl) => ({ kind: 'workers-ai', baseUrl }),
  binding: true,
};
