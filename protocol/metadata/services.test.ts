import { expect } from 'chai';
import { readXml } from '../xml/document.ts';
import { serviceListJson, serviceListXml } from './services.ts';

const id = { type: 'SERVICE', instance: 'BG', memberClass: 'GOV', memberCode: '1', serviceCode: 'get' } as const;

describe('The list of services', () => {
  it('of REST has the members that X-Road’s servers write, in their order', () => {
    const listed = [
      { id: { ...id, subsystemCode: 's' }, type: 'OPENAPI', endpoints: [{ method: 'GET', path: '/a/*' }] },
      { id, type: 'REST', endpoints: [] },
    ] as const;
    expect(serviceListJson(listed)).to.equal(
      '{"service":[{"member_class":"GOV","member_code":"1","subsystem_code":"s","service_code":"get",' +
        '"endpoint_list":[{"method":"GET","path":"/a/*"}],"object_type":"SERVICE","service_type":"OPENAPI","xroad_instance":"BG"},' +
        '{"member_class":"GOV","member_code":"1","service_code":"get","endpoint_list":[],"object_type":"SERVICE",' +
        '"service_type":"REST","xroad_instance":"BG"}]}',
    );
    expect(serviceListJson([])).to.equal('{"service":[]}');
  });

  it('of SOAP has identifiers', () => {
    const body = serviceListXml('listMethods', [{ ...id, serviceVersion: 'v1' }]);
    const root = readXml(Buffer.from(`<r xmlns:xroad="x" xmlns:id="i">${body}</r>`));
    expect(root.children[0]?.name).to.equal('listMethodsResponse');
    expect(root.children[0]?.children.map(({ name, text }) => [name, text])).to.deep.equal([
      ['service', 'BGGOV1getv1'],
    ]);
  });
});
