import { expect } from 'chai';
import { CLIENT_STATUSES, type ClientStatus } from '../server-configuration/model.ts';
import { CERTIFICATE_STATUSES } from '../signer/key-configuration.ts';
import { certificateStatusAsked, certificateStatusSeen, clientStatusAsked, clientStatusSeen } from './registration.ts';

describe('the status of a client', () => {
  it('follows global configuration, which lists it or does not', () => {
    const seen = CLIENT_STATUSES.map((status) => [
      status,
      clientStatusSeen(status, true),
      clientStatusSeen(status, false),
    ]);
    expect(seen).to.deep.equal([
      ['SAVED', 'REGISTERED', 'SAVED'],
      ['REGISTRATION_IN_PROGRESS', 'REGISTERED', 'REGISTRATION_IN_PROGRESS'],
      ['REGISTERED', 'REGISTERED', 'GLOBAL_ERROR'],
      ['DISABLING_IN_PROGRESS', 'DISABLING_IN_PROGRESS', 'DISABLED'],
      ['DISABLED', 'DISABLED', 'DISABLED'],
      ['ENABLING_IN_PROGRESS', 'REGISTERED', 'ENABLING_IN_PROGRESS'],
      ['DELETION_IN_PROGRESS', 'DELETION_IN_PROGRESS', 'DELETION_IN_PROGRESS'],
      ['GLOBAL_ERROR', 'REGISTERED', 'GLOBAL_ERROR'],
    ]);
  });

  it('moves with each request that the central server has taken', () => {
    let status: ClientStatus = 'SAVED';
    const steps = (
      ['clientReg', 'seen', 'clientDisable', 'gone', 'clientEnable', 'seen', 'clientDeletion'] as const
    ).map((step) => {
      if (step === 'seen' || step === 'gone') status = clientStatusSeen(status, step === 'seen');
      else status = clientStatusAsked(status, step);
      return status;
    });
    expect(steps).to.deep.equal([
      'REGISTRATION_IN_PROGRESS',
      'REGISTERED',
      'DISABLING_IN_PROGRESS',
      'DISABLED',
      'ENABLING_IN_PROGRESS',
      'REGISTERED',
      'DELETION_IN_PROGRESS',
    ]);
  });

  it('stays where global configuration was quicker than whoever asked, and where a request is of something else', () => {
    expect(clientStatusAsked('REGISTERED', 'clientReg')).to.equal('REGISTERED');
    expect(clientStatusAsked('DISABLED', 'clientDisable')).to.equal('DISABLED');
    expect(clientStatusAsked('REGISTERED', 'clientRename')).to.equal('REGISTERED');
    expect(clientStatusAsked('REGISTERED', 'ownerChange')).to.equal('REGISTERED');
  });
});

describe('the status of an authentication certificate', () => {
  it('follows global configuration, which has it for this server or has not', () => {
    expect(
      CERTIFICATE_STATUSES.map((status) => [
        status,
        certificateStatusSeen(status, true),
        certificateStatusSeen(status, false),
      ]),
    ).to.deep.equal([
      ['SAVED', 'REGISTERED', 'SAVED'],
      ['REGISTRATION_IN_PROGRESS', 'REGISTERED', 'REGISTRATION_IN_PROGRESS'],
      ['REGISTERED', 'REGISTERED', 'GLOBAL_ERROR'],
      ['DELETION_IN_PROGRESS', 'DELETION_IN_PROGRESS', 'DELETION_IN_PROGRESS'],
      ['GLOBAL_ERROR', 'REGISTERED', 'GLOBAL_ERROR'],
    ]);
  });

  it('moves with what the central server has taken', () => {
    expect(certificateStatusAsked('SAVED', 'authCertReg')).to.equal('REGISTRATION_IN_PROGRESS');
    expect(certificateStatusAsked('REGISTERED', 'authCertReg')).to.equal('REGISTERED');
    expect(certificateStatusAsked('REGISTERED', 'authCertDeletion')).to.equal('DELETION_IN_PROGRESS');
    expect(certificateStatusAsked('REGISTERED', 'clientReg')).to.equal('REGISTERED');
  });
});
