/** A settlement with its codes by ЕКАТТЕ, as НСИ publishes them. */
export interface Place {
  /** гр. (town) or с. (village). */
  readonly kind: 'гр.' | 'с.';
  readonly name: string;
  /** Five digits, text. */
  readonly ekatte: string;
  readonly municipality: { readonly code: string; readonly name: string };
  readonly district: District;
  readonly cityAreas: readonly string[];
  readonly weight: number;
}

interface District {
  readonly code: string;
  readonly name: string;
  /** Sequence numbers that ЕГН gave to births here, first and last. Custom, not law. */
  readonly sequences: readonly [number, number];
}

const DISTRICTS: Readonly<Record<string, District>> = Object.fromEntries(
  `
  BLG:Благоевград:0:43 BGS:Бургас:44:93 VAR:Варна:94:139 VTR:Велико_Търново:140:169 VID:Видин:170:183 VRC:Враца:184:217
  GAB:Габрово:218:233 KRZ:Кърджали:234:281 KNL:Кюстендил:282:301 LOV:Ловеч:302:319 MON:Монтана:320:341
  PAZ:Пазарджик:342:377 PER:Перник:378:395 PVN:Плевен:396:435 PDV:Пловдив:436:501 RAZ:Разград:502:527 RSE:Русе:528:555
  SLS:Силистра:556:575 SLV:Сливен:576:601 SML:Смолян:602:623 SOF:София_(столица):624:721 SFO:София:722:751
  SZR:Стара_Загора:752:789 DOB:Добрич:790:821 TGV:Търговище:822:843 HKV:Хасково:844:871 SHU:Шумен:872:903
  JAM:Ямбол:904:925`
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [code = '', name = '', first, last] = entry.split(':');
      return [code, { code, name: name.replace('_', ' '), sequences: [Number(first), Number(last)] }];
    }),
);

const SOFIA_AREAS = `Средец,Красно село,Възраждане,Оборище,Сердика,Подуяне,Слатина,Изгрев,Лозенец,Триадица,Красна поляна,
  Илинден,Надежда,Искър,Младост,Студентски,Витоша,Овча купел,Люлин,Връбница,Нови Искър,Кремиковци,Панчарево,Банкя`;
const CITY_AREAS: Readonly<Record<string, string>> = {
  '68134': SOFIA_AREAS,
  '56784': 'Централен,Източен,Западен,Северен,Южен,Тракия',
  '10135': 'Одесос,Приморски,Младост,Владислав Варненчик,Аспарухово',
};

/** Seats of municipalities: code of the municipality, ЕКАТТЕ, name (and the municipality's where it differs), weight. */
const SEATS = `
  SOF46:68134:София/Столична:260 PDV22:56784:Пловдив:70 VAR06:10135:Варна:68 BGS04:07079:Бургас:42 RSE27:63427:Русе:30
  SZR31:68850:Стара_Загора:30 PVN24:56722:Плевен:22 SLV20:67338:Сливен:20 DOB28:72624:Добрич:18 SHU30:83510:Шумен:18
  PER32:55871:Перник:17 HKV34:77195:Хасково:16 JAM26:87374:Ямбол:16 PAZ19:55155:Пазарджик:16 BLG03:04279:Благоевград:16
  VTR04:10447:Велико_Търново:80 VRC10:12259:Враца:13 GAB05:14218:Габрово:13 VID09:10971:Видин:11 KNL29:41112:Кюстендил:11
  KRZ16:40909:Кърджали:11 MON29:48489:Монтана:10 TGV35:73626:Търговище:9 SLS31:66425:Силистра:8 LOV18:43952:Ловеч:9
  RAZ26:61710:Разград:8 SML31:67653:Смолян:8 PDV01:00702:Асеновград:11 SZR12:35167:Казанлък:11 HKV09:21052:Димитровград:8
  VTR06:16359:Горна_Оряховица:8 VTR28:65766:Свищов:6 VTR13:27190:Елена:3 VTR22:55052:Павликени:3 VTR20:44793:Лясковец:3
  BLG33:56126:Петрич:7 BLG11:17395:Гоце_Делчев:5 BLG40:65334:Сандански:6 BLG01:02676:Банско:3 KNL48:68789:Дупница:7
  SFO07:05815:Ботевград:5 SFO39:65231:Самоков:6 SFO24:38558:Копривщица:1 SFO55:56407:Пирдоп:2 SFO47:31044:Златица:2
  PDV13:36498:Карлово:6 SLV16:51809:Нова_Загора:5 LOV34:73198:Троян:5 GAB29:65927:Севлиево:5 BGS15:51500:Несебър:3
  BGS17:57491:Поморие:3 BGS01:00151:Айтос:4 PAZ21:56277:Пещера:4 PAZ08:10450:Велинград:5 PAZ20:55302:Панагюрище:4
  HKV28:65677:Свиленград:4 HKV33:77181:Харманли:4 MON24:44238:Лом:5 VRC20:37798:Козлодуй:3 PVN37:80501:Червен_бряг:3
  DOB03:02508:Балчик:3 DOB17:35064:Каварна:3 SHU22:52009:Нови_пазар:3 TGV24:57649:Попово:4 RAZ14:32874:Исперих:3
  SML16:46045:Мадан:2 KRZ21:48996:Момчилград:2 JAM07:27382:Елхово:3 VAR24:58503:Провадия:3 SLS34:73496:Тутракан:2`;
const VILLAGE_SEATS = `SFO58:80323:Челопеч:30 SFO57:80011:Чавдар:3 SFO56:48324:Мирково:3 SFO54:00504:Антон:3 SML05:05462:Борино:2
  MON38:87299:Якимово:2`;

export const PLACES = [...read('гр.', SEATS), ...read('с.', VILLAGE_SEATS)] as unknown as readonly [Place, ...Place[]];

export function placeByEkatte(ekatte: string): Place {
  const place = PLACES.find((candidate) => candidate.ekatte === ekatte);
  if (place === undefined) throw new RangeError(`No settlement with the code ${ekatte}`);
  return place;
}

function read(kind: Place['kind'], text: string): Place[] {
  return text
    .trim()
    .split(/\s+/)
    .map((entry) => {
      const [code = '', ekatte = '', names = '', weight] = entry.replaceAll('_', ' ').split(':');
      const [name = '', municipality = name] = names.split('/');
      const district = DISTRICTS[code.slice(0, 3)];
      if (district === undefined) throw new RangeError(`No district of ${code}`);
      return {
        kind,
        name,
        ekatte,
        municipality: { code, name: municipality },
        district,
        cityAreas: (CITY_AREAS[ekatte] ?? '').split(/,\s*/).filter((area) => area !== ''),
        weight: Number(weight),
      };
    });
}
