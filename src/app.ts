/** Every URL path, and the one place where a refusal becomes a response. */

import { type Context, Hono } from 'hono';
import OPENAPI from '#served/openapi.bin';
import { type Admin, requireAdmin } from './admin/admin-token.ts';
import { forgetUser } from './admin/forget-user.ts';
import { createKey } from './admin/keys/create-key.ts';
import { listKeys } from './admin/keys/list-keys.ts';
import { revokeKey } from './admin/keys/revoke-key.ts';
import { rotateKey } from './admin/keys/rotate-key.ts';
import { listTenants } from './admin/list-tenants.ts';
import { listVersions } from './admin/list-versions.ts';
import { requireRule } from './admin/named-tenant.ts';
import { putPolicy } from './admin/put-policy.ts';
import { rollbackBeliefs } from './admin/rollback-beliefs.ts';
import { rollbackPolicy } from './admin/rollback-policy.ts';
import { showAudit } from './admin/show-audit.ts';
import { showBeliefs } from './admin/show-beliefs.ts';
import { showDecisions } from './admin/show-decisions.ts';
import { showPolicy } from './admin/show-policy.ts';
import { showUsage } from './admin/show-usage.ts';
import { showVersion } from './admin/show-version.ts';
import { clock, type Door } from './approach.ts';
import { serveCount } from './count-tokens.ts';
import { type Bindings, readEnv } from './env.ts';
import { anthropicRefusal, openAiRefusal, Refusal } from './error.ts';
import { serveFeedback } from './learn/feedback.ts';
import { serveModels, serveUsage } from './self.ts';
import { serveChat, serveEmbeddings, serveMessages, serveResponses, serveRoute } from './serve.ts';

/** Those of the path, decoded. */
type Params = Readonly<Record<string, string>>;
type Served = (request: Request, door: Door, params: Params, admin: Admin | undefined) => Promise<Response>;
type Administered = (request: Request, door: Door, params: Params, admin: Admin) => Promise<Response>;

/** `admin` is there under /admin/ alone, once its middleware has let a request through. */
type Here = { Bindings: Bindings; Variables: { admin?: Admin } };

export const app = new Hono<Here>();

app.get('/healthz', (c) => c.json({ ok: true }));
app.get('/openapi.json', (c) => c.body(OPENAPI, 200, { 'content-type': 'application/json' }));
serve('POST', '/v1/chat/completions', serveChat);
serve('POST', '/v1/responses', serveResponses);
serve('POST', '/v1/messages', serveMessages);
serve('POST', '/v1/messages/count_tokens', serveCount);
serve('POST', '/v1/embeddings', serveEmbeddings);
serve('POST', '/v1/route', serveRoute);
serve('POST', '/v1/feedback', serveFeedback);
serve('GET', '/v1/models', serveModels);
serve('GET', '/v1/usage', serveUsage);

// The one check. Also for paths that do not exist: nobody else need know which do.
app.use('/admin/*', async (c, next) => {
  c.set('admin', await requireAdmin(c.req.raw.headers, { ...doorOf(c), clock }));
  await next();
});
administer('GET', '/admin/tenants/:tenant/policy', showPolicy);
administer('PUT', '/admin/tenants/:tenant/policy', putPolicy);
administer('GET', '/admin/tenants/:tenant/policy/versions', listVersions);
administer('GET', '/admin/tenants/:tenant/policy/versions/:version', showVersion);
administer('POST', '/admin/tenants/:tenant/policy/rollback', rollbackPolicy);
administer('GET', '/admin/tenants/:tenant/audit', showAudit);
administer('GET', '/admin/tenants/:tenant/keys', listKeys);
administer('POST', '/admin/tenants/:tenant/keys', createKey);
administer('DELETE', '/admin/keys/:id', revokeKey);
administer('POST', '/admin/keys/:id/rotate', rotateKey);
administer('GET', '/admin/tenants', listTenants);
administer('GET', '/admin/tenants/:tenant/usage', showUsage);
administer('GET', '/admin/tenants/:tenant/decisions', showDecisions);
administer('GET', '/admin/tenants/:tenant/beliefs', showBeliefs);
administer('POST', '/admin/tenants/:tenant/beliefs/rollback', rollbackBeliefs);
administer('DELETE', '/admin/tenants/:tenant/users/:user', forgetUser);

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

function administer(method: Method, path: string, handler: Administered): void {
  serve(method, path, async (request, door, params, admin) => {
    // A path outside of /admin/ would have had no check: it serves nobody.
    if (admin === undefined) throw new Error(`${path} is administered, and nobody asked for a token.`);
    requireRule(admin, params);
    return handler(request, door, params, admin);
  });
}

function serve(method: Method, path: string, handler: Served): void {
  app.on(method, path, (c) => {
    const door = doorOf(c);
    const served = handler(c.req.raw, door, c.req.param(), c.get('admin'));
    // A client that leaves would else take the handler with it, and a hold that was just admitted would stay unsettled.
    // The rejection is onError's; here it only ends the wait.
    door.waitUntil(served.then(Boolean, Boolean));
    return served;
  });
}

function doorOf(c: Context<Here>): Door {
  return { env: readEnv(c.env), waitUntil: (work) => c.executionCtx.waitUntil(work) };
}

app.notFound((c) =>
  refusalIn(
    c.req.path,
    new Refusal({
      code: 'not_found',
      message: `There is nothing at ${c.req.method} ${c.req.path}. See the README for the paths Signalbox serves.`,
      param: null,
    }),
  ),
);

app.onError((error, c) => {
  if (error instanceof Refusal) return refusalIn(c.req.path, error);
  // A fault of ours: its text may hold anything, so it goes to the log and not to the client.
  console.error(JSON.stringify({ event: 'fault', message: error.message, stack: error.stack }));
  return refusalIn(
    c.req.path,
    new Refusal({
      code: 'unavailable',
      message: 'Signalbox failed on this request; its log has the cause. Try again in a moment.',
      retryAfterSeconds: 5,
    }),
  );
});

/** In the words of the clients that call there. */
function refusalIn(path: string, refusal: Refusal): Response {
  return /^\/v1\/messages(\/|$)/.test(path) ? anthropicRefusal(refusal) : openAiRefusal(refusal);
}
