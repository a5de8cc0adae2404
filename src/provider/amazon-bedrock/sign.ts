/**
 * The headers that a call to AWS authenticates with: an API key as a bearer token, a key pair by Signature Version 4.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

import { AwsV4Signer } from 'aws4fetch';
import type { Credentials } from './credentials.ts';
import { SigningKeys } from './signing-keys.ts';

export interface Unsigned {
  readonly url: string;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** `20150830T123600Z`; without it, now. */
  readonly datetime?: string;
}

const keys = new SigningKeys();

export async function sign(credentials: Credentials, call: Unsigned): Promise<Readonly<Record<string, string>>> {
  const { url, region, headers, body, datetime } = call;
  if (credentials.kind === 'api-key') return { ...headers, authorization: `Bearer ${credentials.key}` };
  const signer = new AwsV4Signer({
    ...{ method: 'POST', url, headers, body, region, service: 'bedrock' },
    accessKeyId: credentials.keyId,
    secretAccessKey: credentials.secret,
    cache: keys,
    ...(credentials.session === null ? {} : { sessionToken: credentials.session }),
    ...(datetime === undefined ? {} : { datetime }),
  });
  return Object.fromEntries((await signer.sign()).headers);
}
