/**
 * What the worker does after a decision, in the order of the list, once the new state is durable. Every action may be
 * repeated. After `startServices` it feeds back `promotionSucceeded` or `promotionFailed`.
 */
export type Action =
  | 'abortSync'
  /** Puts the newest complete copy in place of the live data; nothing to do when it is there already. */
  | 'applyCopy'
  | 'startServices'
  | 'openGate'
  | 'closeGate'
  | 'stopServices'
  | 'alert';
