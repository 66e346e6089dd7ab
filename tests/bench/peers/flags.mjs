// Flag engines with the same two rules and the same 25 %. They have no 100,000 listed rooms to look through.
// A check counts how many of ten thousand rooms get the quarter, and how many where a rule comes first.

import { init } from '@launchdarkly/node-server-sdk';
import { TestData } from '@launchdarkly/node-server-sdk/integrations';
import { FlagdCore } from '@openfeature/flagd-core';
import { InMemStorageProvider, Unleash } from 'unleash-client';
import { serve } from './peer.mjs';

const rooms = Array.from({ length: 16 }, (_, i) => `board-room-${2000 + i}`);
const attributes = { tenant: 'umbrella', plan: 'small' };

const data = new TestData();
const clause = (attribute, values) => ({ attribute, op: 'in', values, contextKind: 'user', negate: false });
data.usePreconfiguredFlag({
  key: 'platform', version: 1, on: true, variations: ['whereby', 'livekit', 'daily'], offVariation: 0, salt: 'ramp', targets: [], prerequisites: [],
  rules: [{ id: 'acme', variation: 1, clauses: [clause('tenant', ['acme', 'globex'])] },
    { id: 'big', variation: 1, clauses: [clause('plan', ['large']), clause('tenant', ['initech'])] }],
  fallthrough: { rollout: { variations: [{ variation: 2, weight: 25_000 }, { variation: 0, weight: 75_000 }] } },
});
const quiet = { error() {}, warn() {}, info() {}, debug() {} };
const launchdarkly = init('sdk-key', { updateProcessor: data.getFactory(), sendEvents: false, diagnosticOptOut: true, logger: quiet });
await launchdarkly.waitForInitialization({ timeout: 10 });

const unleash = new Unleash({
  url: 'http://127.0.0.1:9/', appName: 'bench', disableMetrics: true, refreshInterval: 0, skipInstanceCountWarning: true,
  storageProvider: new InMemStorageProvider(), bootstrap: { data: [{
    name: 'platform', type: 'release', enabled: true, project: 'bench', stale: false, impressionData: false, variants: [],
    strategies: [{ name: 'flexibleRollout', parameters: { rollout: '25', stickiness: 'userId', groupId: 'ramp' },
      constraints: [{ contextName: 'tenant', operator: 'NOT_IN', values: ['acme', 'globex'] }] }],
  }] },
});
unleash.on('error', () => {});
await new Promise((done) => { unleash.once('ready', done); });

const flagd = new FlagdCore();
flagd.setConfigurations(JSON.stringify({ flags: { platform: {
  state: 'ENABLED', defaultVariant: 'whereby', variants: { whereby: 'whereby', livekit: 'livekit', daily: 'daily' },
  targeting: { if: [{ in: [{ var: 'tenant' }, ['acme', 'globex']] }, 'livekit',
    { and: [{ '==': [{ var: 'plan' }, 'large'] }, { '==': [{ var: 'tenant' }, 'initech'] }] }, 'livekit',
    { fractional: [{ cat: ['ramp', { var: 'targetingKey' }] }, ['daily', 25], ['whereby', 75]] }] },
} } }));

const ways = {
  launchdarkly: (room, of) => ({ kind: 'user', key: room, ...of }),
  unleash: (room, of) => ({ userId: room, properties: of }),
  flagd: (room, of) => ({ targetingKey: room, ...of }),
};
const ask = {
  'launchdarkly select': (context) => launchdarkly.variation('platform', context, 'whereby'),
  'launchdarkly select_explained': (context) => launchdarkly.variationDetail('platform', context, 'whereby'),
  'unleash select': (context) => (unleash.isEnabled('platform', context) ? 'daily' : 'whereby'),
  'flagd-core select': (context) => flagd.resolveStringEvaluation('platform', 'whereby', context, quiet).value,
  'flagd-core select_explained': (context) => flagd.resolveStringEvaluation('platform', 'whereby', context, quiet),
};

// An engine's contexts are made beforehand, as its best.
const jobs = {};
for (const [name, choose] of Object.entries(ask)) {
  const way = ways[name.split(' ')[0].split('-')[0]];
  const contexts = rooms.map((room) => way(room, attributes));
  let next = 0;
  const ramped = async (amount, of) => {
    let count = 0;
    for (let i = 0; i < amount; i += 1) {
      const chosen = await choose(way(`board-room-${2000 + i}`, of));
      if ((chosen.value ?? chosen) === 'daily') count += 1;
    }
    return count;
  };
  jobs[name] = {
    once: () => choose(contexts[(next += 1) % contexts.length]),
    check: async () => ({ ramped: await ramped(10_000, attributes), ramped_of_rule: await ramped(1_000, { ...attributes, tenant: 'acme' }) }),
  };
}
serve(jobs);
