/** X-Road identifiers (PR-GCONF, PR-MESS §2.1). All comparisons are case-sensitive, on decoded components. */
export interface MemberId {
  readonly type: 'MEMBER';
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
}

export interface SubsystemId {
  readonly type: 'SUBSYSTEM';
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly subsystemCode: string;
}

/** Who may send or answer: a member itself, or one of its subsystems. */
export type ClientId = MemberId | SubsystemId;

export interface ServiceId {
  readonly type: 'SERVICE';
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly subsystemCode?: string;
  readonly serviceCode: string;
  readonly serviceVersion?: string;
}

export interface ServerId {
  readonly type: 'SERVER';
  readonly instance: string;
  readonly memberClass: string;
  readonly memberCode: string;
  readonly serverCode: string;
}

export interface GlobalGroupId {
  readonly type: 'GLOBALGROUP';
  readonly instance: string;
  readonly groupCode: string;
}

/** A group that one client of one security server keeps for itself. */
export interface LocalGroupId {
  readonly type: 'LOCALGROUP';
  readonly groupCode: string;
}

export type Identifier = ClientId | ServiceId | ServerId | GlobalGroupId | LocalGroupId;

/** The text form of logs and tools (`SUBSYSTEM:BG/GOV/1/sub`), also our key in maps: branded so that no other text is taken for one. */
export type IdentifierKey = string & { readonly __brand: 'IdentifierKey' };
