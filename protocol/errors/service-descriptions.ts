import type { ErrorEntry } from './entry.ts';

/** Descriptions of services at a security server, and what comes from them; X-Road's codes. */
export const SERVICE_DESCRIPTIONS = {
  service_description_not_found: {
    side: 'client',
    en: 'There is no service description with this number.',
    bg: 'Няма описание на услуга с този номер.',
    next: {
      en: 'List the service descriptions of the client, and take the number from there.',
      bg: 'Изведете описанията на услуги на клиента и вземете номера оттам.',
    },
  },
  endpoint_not_found: {
    side: 'client',
    en: 'There is no endpoint with this number.',
    bg: 'Няма крайна точка с този номер.',
    next: {
      en: 'Read the service, and take the number of the endpoint from there.',
      bg: 'Прочетете услугата и вземете номера на крайната точка оттам.',
    },
  },
  base_endpoint_not_found: {
    side: 'this-server',
    en: 'The service lacks the endpoint that stands for the whole of it.',
    bg: 'Услугата няма крайната точка, която стои за цялата услуга.',
    next: {
      en: 'Refresh the service description, or remove it and add it again.',
      bg: 'Обновете описанието на услугата или го премахнете и го добавете отново.',
    },
  },
  endpoint_already_exists: {
    side: 'client',
    en: 'The service has an endpoint with this method and path already.',
    bg: 'Услугата вече има крайна точка с този метод и път.',
    next: {
      en: 'Use the endpoint that is there, or give another method or path.',
      bg: 'Използвайте съществуващата крайна точка или задайте друг метод или път.',
    },
  },
  endpoint_id_should_not_be_provided: {
    side: 'client',
    en: 'A new endpoint gets its number from the server; the request gives one.',
    bg: 'Новата крайна точка получава номер от сървъра, а заявката вече съдържа номер.',
    next: {
      en: 'Leave out id.',
      bg: 'Подайте заявката без id.',
    },
  },
  illegal_generated_endpoint_update: {
    side: 'client',
    en: 'The endpoint comes from the service’s description and is not changed by hand.',
    bg: 'Крайната точка идва от описанието на услугата и не се променя ръчно.',
    next: {
      en: 'Change the description at its address and refresh it, or add an endpoint of your own.',
      bg: 'Променете описанието на адреса му и го обновете или добавете своя крайна точка.',
    },
  },
  illegal_generated_endpoint_remove: {
    side: 'client',
    en: 'The endpoint comes from the service’s description and is not removed by hand.',
    bg: 'Крайната точка идва от описанието на услугата и не се премахва ръчно.',
    next: {
      en: 'Remove it from the description at its address, and refresh that.',
      bg: 'Премахнете я от описанието на адреса му и след това обновете описанието.',
    },
  },
  malformed_url: {
    side: 'client',
    en: 'The address is no http:// or https:// address with a valid host name.',
    bg: 'Адресът не е http:// или https:// адрес с валидно име на хост.',
    next: {
      en: 'Correct the address: scheme, host, port, path.',
      bg: 'Поправете адреса: схема, хост, порт, път.',
    },
  },
  missing_parameter: {
    side: 'client',
    en: 'A REST or OpenAPI service description needs rest_service_code, and the request has none.',
    bg: 'Описание на REST или OpenAPI услуга изисква rest_service_code, а заявката не го съдържа.',
    next: {
      en: 'Give the code of the service in rest_service_code.',
      bg: 'Подайте кода на услугата в rest_service_code.',
    },
  },
  invalid_https_url: {
    side: 'client',
    en: 'The certificate of the information system can be checked only over https://, and the address is another.',
    bg: 'Сертификатът на информационната система се проверява само при https://, а адресът не е такъв.',
    next: {
      en: 'Give an https:// address, or switch the check of the certificate off.',
      bg: 'Задайте https:// адрес или изключете проверката на сертификата.',
    },
  },
  url_already_exists: {
    side: 'client',
    en: 'The client has a service description with this address already.',
    bg: 'Клиентът вече има описание на услуга с този адрес.',
    next: {
      en: 'Use the description that is there, or give another address.',
      bg: 'Използвайте съществуващото описание или задайте друг адрес.',
    },
  },
  service_code_already_exists: {
    side: 'client',
    en: 'The client has a service with this code already; capital letters do not tell two apart here.',
    bg: 'Клиентът вече има услуга с този код; главни и малки букви тук не са разлика.',
    next: {
      en: 'Choose another code; the message names the service that has it, and its description.',
      bg: 'Изберете друг код; съобщението посочва услугата, която го използва, и описанието ѝ.',
    },
  },
  service_already_exists: {
    side: 'client',
    en: 'A service of the WSDL is there already, from another description of the client.',
    bg: 'Услуга от WSDL вече съществува от друго описание на клиента.',
    next: {
      en: 'The message names the services and their descriptions: remove them there, or from the WSDL.',
      bg: 'Съобщението посочва услугите и описанията им: премахнете ги оттам или от WSDL.',
    },
  },
  service_code_reserved: {
    side: 'client',
    en: 'The code belongs to a service that every security server has itself.',
    bg: 'Кодът принадлежи на услуга, която всеки сървър за сигурност има сам.',
    next: {
      en: 'Choose another code for the service.',
      bg: 'Изберете друг код за услугата.',
    },
  },
  wsdl_exists: {
    side: 'client',
    en: 'The client has a WSDL description with this address already.',
    bg: 'Клиентът вече има WSDL описание с този адрес.',
    next: {
      en: 'Refresh the description that is there, or give another address.',
      bg: 'Обновете съществуващото описание или задайте друг адрес.',
    },
  },
  wsdl_download_failed: {
    side: 'provider',
    en: 'The WSDL could not be downloaded from its address; what was known of the services stays.',
    bg: 'WSDL не можа да бъде изтеглен от адреса си; известното за услугите остава.',
    next: {
      en: 'The message says why: see that the address is right and that the server can reach it.',
      bg: 'Причината е в съобщението: проверете дали адресът е верен и достъпен от сървъра.',
    },
  },
  invalid_wsdl: {
    side: 'provider',
    en: 'What stands at the address is no WSDL 1.1 that could be used.',
    bg: 'На адреса няма WSDL 1.1, който може да се използва.',
    next: {
      en: 'The message says what is wrong; the provider corrects the file.',
      bg: 'Съобщението показва грешката; доставчикът поправя файла.',
    },
  },
  invalid_wsdl_service_identifier: {
    side: 'provider',
    en: 'The WSDL has service codes or versions with characters that X-Road’s identifiers cannot have.',
    bg: 'WSDL съдържа кодове или версии на услуги със знаци, недопустими в идентификатори на X-Road.',
    next: {
      en: 'The provider renames what the message names: no colon, semicolon, slash, backslash, percent sign or control character.',
      bg: 'Доставчикът преименува посоченото в съобщението: без двоеточие, точка и запетая, наклонени черти, знак за процент и управляващи знаци.',
    },
  },
  invalid_service_url: {
    side: 'provider',
    en: 'A service of the WSDL has an address that is neither http:// nor https://.',
    bg: 'Услуга от WSDL има адрес, който не е http:// или https://.',
    next: {
      en: 'The provider corrects the addresses that the message names.',
      bg: 'Доставчикът поправя адресите, посочени в съобщението.',
    },
  },
  openapi_parsing_error: {
    side: 'provider',
    en: 'The OpenAPI description could not be downloaded or read; what was known of the service stays.',
    bg: 'OpenAPI описанието не можа да бъде изтеглено или прочетено; известното за услугата остава.',
    next: {
      en: 'The message says why: the address, the answer, or the file at it.',
      bg: 'Причината е в съобщението: адресът, отговорът или самият файл.',
    },
  },
  unsupported_openapi_version: {
    side: 'provider',
    en: 'The description is of a version of OpenAPI that is not supported.',
    bg: 'Описанието е във версия на OpenAPI, която не се поддържа.',
    next: {
      en: 'The provider writes the description in OpenAPI 3.0 or 3.1.',
      bg: 'Доставчикът подготвя описанието в OpenAPI 3.0 или 3.1.',
    },
  },
  wrong_servicedescription_type: {
    side: 'client',
    en: 'The operation does not fit the type of this service description.',
    bg: 'Операцията не съответства на вида на това описание на услуга.',
    next: {
      en: 'Give the type that the description has; endpoints are added to REST and OpenAPI services alone.',
      bg: 'Посочете вида, който описанието има; крайни точки се добавят само към REST и OpenAPI услуги.',
    },
  },
} as const satisfies Readonly<Record<string, ErrorEntry>>;
