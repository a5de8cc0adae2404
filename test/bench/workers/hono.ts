/** What a gateway does at the least: Hono, the body read as JSON, its model replaced, and the answer handed back. */

import { Hono } from 'hono';

interface Bindings {
  /** Without a slash at its end. */
  readonly PROVIDER: string;
  readonly PROVIDER_KEY: string;
}

const app = new Hono<{ Bindings: Bindings }>();

app.post('/v1/chat/completions', async (c) => {
  const body = await c.req.json<Record<string, unknown>>();
  const { PROVIDER, PROVIDER_KEY } = c.env;
  return fetch(`${PROVIDER}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${PROVIDER_KEY}` },
    body: JSON.stringify({ ...body, model: 'bench-model' }),
  });
});

export default app;
