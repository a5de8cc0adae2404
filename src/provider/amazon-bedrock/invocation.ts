/** A call to a model of Bedrock's: where it goes, and the headers that it authenticates with. */

import type { Provider } from '../../tenant/policy.ts';
import type { Call, Target } from '../contract.ts';
import { readCredentials } from './credentials.ts';
import { sign } from './sign.ts';

export async function invocation(
  { model, secret }: Target,
  method: 'converse' | 'converse-stream' | 'invoke',
  body: string,
): Promise<Pick<Call, 'url' | 'headers' | 'body'>> {
  const { provider, id } = model;
  const url = `${baseUrlOf(provider)}/model/${segmentOf(id)}/${method}`;
  const headers = {
    'content-type': 'application/json',
    accept: method === 'converse-stream' ? 'application/vnd.amazon.eventstream' : 'application/json',
  };
  const unfit = bedrockUnfit(provider, secret);
  if (unfit !== null) throw new Error(`The model "${model.name}" cannot be called: ${unfit}.`);
  const credentials = secret === null ? null : readCredentials(secret);
  const signed =
    credentials === null ? headers : await sign(credentials, { url, region: regionOf(provider), headers, body });
  return { url, headers: signed, body };
}

/** What no call can be made of, as the end of a sentence that shows no secret; null when all is well. */
export function bedrockUnfit({ key }: Provider, secret: string | null): string | null {
  if (secret === null || readCredentials(secret) !== null) return null;
  return `the secret ${key} holds neither ACCESS_KEY_ID:SECRET[:SESSION] nor an API key of Bedrock's; set it anew`;
}

/** By RFC 3986, as AWS's own SDK has it: of what stays as it is `encodeURIComponent` knows five signs more. */
const segmentOf = (id: string): string =>
  encodeURIComponent(id).replaceAll(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);

/** The schema demands a region of every provider of this kind, and lets nothing else into it. */
const regionOf = ({ region }: Provider): string => region ?? 'us-east-1';

function baseUrlOf(provider: Provider): string {
  const region = regionOf(provider);
  // China's regions are under a name of their own.
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return provider.baseUrl ?? `https://bedrock-runtime.${region}.${suffix}`;
}
