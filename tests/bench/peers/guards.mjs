// Breakers and retries around a call that succeeds at once.

import { circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleAll, retry, wrap } from 'cockatiel';
import CircuitBreaker from 'opossum';
import { serve } from './peer.mjs';

const policy = wrap(
  retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() }),
  circuitBreaker(handleAll, { halfOpenAfter: 5_000, breaker: new ConsecutiveBreaker(10) }),
);
const breaker = new CircuitBreaker(async () => 'answered', { timeout: false });
serve({
  'cockatiel guards': () => policy.execute(async () => 'answered'),
  'opossum guards': () => breaker.fire(),
});
