// LiveKit's own SDK for Node: tokens, and reading webhooks.

import { AccessToken, TrackSource, WebhookReceiver } from 'livekit-server-sdk';
import { input, serve } from './peer.mjs';

const claims = input.tokens.token_mint_livekit;
const { body, headers } = input.webhooks.webhook_livekit;
const grant = { ...claims.video, canPublishSources: claims.video.canPublishSources.map((name) => TrackSource[name.toUpperCase()]) };
const receiver = new WebhookReceiver(input.issuer, input.key);
serve({
  'livekit-server-sdk token_mint_livekit': () => {
    const token = new AccessToken(claims.iss, input.key, { identity: claims.sub, name: claims.name, ttl: claims.exp - claims.nbf });
    token.addGrant(grant);
    return token.toJwt();
  },
  'livekit-server-sdk webhook_livekit': async () => (await receiver.receive(body, headers.Authorization)).id,
});
