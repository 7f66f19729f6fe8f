import { expect } from 'chai';
import { ERRORS } from '#protocol/errors.ts';
import { statusOf } from './error-status.ts';

describe('the HTTP status of an error of administration', () => {
  const statuses = {
    member_not_found: 404,
    global_group_not_found: 404,
    security_server_not_found: 404,
    trusted_anchor_not_found: 404,
    certification_service_exists: 409,
    member_exists: 409,
    member_class_is_in_use: 409,
    declared_in_file: 409,
    subsystem_registered_and_cannot_be_deleted: 400,
    owners_global_group_cannot_be_deleted: 400,
    validation_failure: 400,
    database_error: 500,
  };

  for (const [code, status] of Object.entries(statuses)) {
    it(`is ${status} for ${code}`, () => {
      expect(statusOf(code)).to.equal(status);
    });
  }

  it('is 500 for what the registry does not know', () => {
    expect(statusOf('something_new')).to.equal(500);
  });

  it('is one of four for every code', () => {
    expect([...new Set(Object.keys(ERRORS).map(statusOf))].toSorted()).to.deep.equal([400, 404, 409, 500]);
  });
});
