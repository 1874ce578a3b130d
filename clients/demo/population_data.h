#pragma once

#include <span>
#include <string_view>

// What synthetic participants are made of. Names are common ones, combined
// freely; institutions are invented.
namespace rollcall::demo {

// A given or family name, as written and in ASCII.
struct NamePart {
  std::string_view written;
  std::string_view ascii = written;
};

// How people of one language write their names.
struct NameStyle {
  std::span<const NamePart> given;
  std::span<const NamePart> family;
  // Of 100 people, how many write their name in ASCII.
  int ascii_percent;
  bool family_first = false;
  // Between the two parts, when written in the language's own script.
  std::string_view separator = " ";
};

inline constexpr NamePart kChineseGiven[] = {
    {"雨桐", "Yutong"},  {"浩然", "Haoran"},  {"思源", "Siyuan"},
    {"梓涵", "Zihan"},   {"佳怡", "Jiayi"},   {"明哲", "Mingzhe"},
    {"欣妍", "Xinyan"},  {"子墨", "Zimo"},    {"晓彤", "Xiaotong"},
    {"俊熙", "Junxi"},   {"若曦", "Ruoxi"},   {"文博", "Wenbo"},
    {"静怡", "Jingyi"},  {"宇航", "Yuhang"},  {"诗涵", "Shihan"},
    {"嘉豪", "Jiahao"},  {"雅琪", "Yaqi"},    {"天佑", "Tianyou"},
    {"梦瑶", "Mengyao"}, {"志远", "Zhiyuan"}, {"书宁", "Shuning"},
};
inline constexpr NamePart kChineseFamily[] = {
    {"陈", "Chen"}, {"李", "Li"},   {"王", "Wang"}, {"张", "Zhang"},
    {"刘", "Liu"},  {"杨", "Yang"}, {"赵", "Zhao"}, {"黄", "Huang"},
    {"周", "Zhou"}, {"吴", "Wu"},   {"徐", "Xu"},   {"孙", "Sun"},
    {"胡", "Hu"},   {"朱", "Zhu"},  {"高", "Gao"},  {"林", "Lin"},
    {"何", "He"},   {"郭", "Guo"},  {"罗", "Luo"},  {"欧阳", "Ouyang"},
};
inline constexpr NameStyle kChinese{kChineseGiven, kChineseFamily, 30, true,
                                    ""};

inline constexpr NamePart kUrduGiven[] = {
    {"عائشہ", "Ayesha"}, {"بلال", "Bilal"},  {"فاطمہ", "Fatima"},
    {"حمزہ", "Hamza"},   {"صائمہ", "Saima"}, {"ذیشان", "Zeeshan"},
    {"نادیہ", "Nadia"},  {"عثمان", "Usman"},
};
inline constexpr NamePart kUrduFamily[] = {
    {"چوہدری", "Chaudhry"}, {"قریشی", "Qureshi"}, {"صدیقی", "Siddiqui"},
    {"انصاری", "Ansari"},   {"بھٹی", "Bhatti"},   {"میمن", "Memon"},
};
inline constexpr NameStyle kUrdu{kUrduGiven, kUrduFamily, 50};

inline constexpr NamePart kNepaliGiven[] = {
    {"सुनिता", "Sunita"},    {"प्रकाश", "Prakash"}, {"अनिता", "Anita"},
    {"राजेन्द्र", "Rajendra"}, {"सरिता", "Sarita"},  {"बिनोद", "Binod"},
    {"मनीषा", "Manisha"},
};
inline constexpr NamePart kNepaliFamily[] = {
    {"अधिकारी", "Adhikari"}, {"थापा", "Thapa"},  {"गुरुङ", "Gurung"},
    {"तामाङ", "Tamang"},     {"पौडेल", "Poudel"}, {"रिजाल", "Rijal"},
};
inline constexpr NameStyle kNepali{kNepaliGiven, kNepaliFamily, 40};

inline constexpr NamePart kHindiGiven[] = {
    {"अंजलि", "Anjali"}, {"विकास", "Vikas"},       {"प्रिया", "Priya"},
    {"हेमंत", "Hemant"},  {"मीनाक्षी", "Meenakshi"}, {"अरुण", "Arun"},
};
inline constexpr NamePart kHindiFamily[] = {
    {"वर्मा", "Verma"},   {"मिश्रा", "Mishra"},  {"त्रिपाठी", "Tripathi"},
    {"सक्सेना", "Saxena"}, {"चौहान", "Chauhan"}, {"अग्रवाल", "Agarwal"},
};
inline constexpr NameStyle kHindi{kHindiGiven, kHindiFamily, 50};

inline constexpr NamePart kBengaliGiven[] = {
    {"নাসরিন", "Nasrin"}, {"তানভীর", "Tanvir"},   {"শারমিন", "Sharmin"},
    {"রাকিব", "Rakib"},   {"ফারহানা", "Farhana"}, {"সুমাইয়া", "Sumaiya"},
};
inline constexpr NamePart kBengaliFamily[] = {
    {"চৌধুরী", "Chowdhury"}, {"রহমান", "Rahman"},    {"হক", "Haque"},
    {"সরকার", "Sarkar"},    {"মজুমদার", "Majumder"}, {"তালুকদার", "Talukder"},
};
inline constexpr NameStyle kBengali{kBengaliGiven, kBengaliFamily, 40};

inline constexpr NamePart kSinhalaGiven[] = {
    {"නිමාලි", "Nimali"}, {"කසුන්", "Kasun"},   {"දිලිනි", "Dilini"},
    {"රුවන්", "Ruwan"},   {"සඳුනි", "Sanduni"}, {"නුවන්", "Nuwan"},
};
inline constexpr NamePart kSinhalaFamily[] = {
    {"පෙරේරා", "Perera"},     {"ජයසිංහ", "Jayasinghe"}, {"බණ්ඩාර", "Bandara"},
    {"රත්නායක", "Rathnayake"}, {"හේරත්", "Herath"},      {"සිල්වා", "Silva"},
};
inline constexpr NameStyle kSinhala{kSinhalaGiven, kSinhalaFamily, 40};

inline constexpr NamePart kVietnameseGiven[] = {
    {"Thu Hà", "Thu Ha"},           {"Minh Quân", "Minh Quan"},
    {"Ngọc Ánh", "Ngoc Anh"},       {"Hải Đăng", "Hai Dang"},
    {"Phương Linh", "Phuong Linh"}, {"Tuấn Kiệt", "Tuan Kiet"},
};
inline constexpr NamePart kVietnameseFamily[] = {
    {"Nguyễn", "Nguyen"}, {"Trần", "Tran"}, {"Phạm", "Pham"},
    {"Đỗ", "Do"},         {"Bùi", "Bui"},   {"Đặng", "Dang"},
};
inline constexpr NameStyle kVietnamese{kVietnameseGiven, kVietnameseFamily, 10,
                                       true};

inline constexpr NamePart kThaiGiven[] = {
    {"สุภาพร", "Supaporn"}, {"ธนากร", "Thanakorn"}, {"กมลชนก", "Kamonchanok"},
    {"ณัฐพล", "Nattapon"},  {"ปิยะดา", "Piyada"},    {"วรวุฒิ", "Worawut"},
};
inline constexpr NamePart kThaiFamily[] = {
    {"ศรีสวัสดิ์", "Srisawat"}, {"ทองดี", "Thongdee"}, {"บุญมี", "Boonmee"},
    {"แก้วมณี", "Kaewmanee"}, {"สุขใจ", "Sukjai"},   {"พรหมดี", "Promdee"},
};
inline constexpr NameStyle kThai{kThaiGiven, kThaiFamily, 40};

inline constexpr NamePart kLaoGiven[] = {
    {"ບຸນມີ", "Bounmy"},     {"ຄຳຫລ້າ", "Khamla"},   {"ວິໄລ", "Vilay"},
    {"ສົມພອນ", "Somphone"}, {"ມະນີວັນ", "Manivanh"},
};
inline constexpr NamePart kLaoFamily[] = {
    {"ພົມມະຈັນ", "Phommachanh"},
    {"ວົງພະຈັນ", "Vongphachanh"},
    {"ສຸວັນນະວົງ", "Souvannavong"},
    {"ແກ້ວມະນີ", "Keomany"},
};
inline constexpr NameStyle kLao{kLaoGiven, kLaoFamily, 40};

inline constexpr NamePart kKhmerGiven[] = {
    {"សុភា", "Sophea"}, {"ដារ៉ា", "Dara"},  {"ចន្ថា", "Chantha"},
    {"វិសាល", "Visal"}, {"បុប្ផា", "Bopha"},
};
inline constexpr NamePart kKhmerFamily[] = {
    {"សុខ", "Sok"},   {"ចាន់", "Chan"}, {"គឹម", "Kim"},
    {"ហេង", "Heng"}, {"ទេព", "Tep"},
};
inline constexpr NameStyle kKhmer{kKhmerGiven, kKhmerFamily, 40, true};

inline constexpr NamePart kMongolianGiven[] = {
    {"Сарнай", "Sarnai"},        {"Тэмүүлэн", "Temuulen"},
    {"Оюунчимэг", "Oyunchimeg"}, {"Мөнхзул", "Munkhzul"},
    {"Анударь", "Anudari"},
};
inline constexpr NamePart kMongolianFamily[] = {
    {"Батбаярын", "Batbayar"},
    {"Ганболдын", "Ganbold"},
    {"Доржийн", "Dorj"},
    {"Пүрэвийн", "Purev"},
};
inline constexpr NameStyle kMongolian{kMongolianGiven, kMongolianFamily, 30,
                                      true};

inline constexpr NamePart kKazakhGiven[] = {
    {"Айгүл", "Aigul"},   {"Ерлан", "Yerlan"}, {"Динара", "Dinara"},
    {"Нұрбол", "Nurbol"}, {"Жанар", "Zhanar"},
};
inline constexpr NamePart kKazakhFamily[] = {
    {"Серікбай", "Serikbai"},   {"Жұмабай", "Zhumabai"},
    {"Төлеген", "Tolegen"},     {"Мұқан", "Mukan"},
    {"Рахымжан", "Rakhymzhan"},
};
inline constexpr NameStyle kKazakh{kKazakhGiven, kKazakhFamily, 30};

inline constexpr NamePart kPersianGiven[] = {
    {"زهرا", "Zahra"}, {"رضا", "Reza"},     {"نرگس", "Narges"},
    {"مهدی", "Mehdi"}, {"شیرین", "Shirin"},
};
inline constexpr NamePart kPersianFamily[] = {
    {"کرمانی", "Kermani"}, {"رستگار", "Rastegar"},  {"صادقی", "Sadeghi"},
    {"نیکزاد", "Nikzad"},  {"فرهمند", "Farahmand"},
};
inline constexpr NameStyle kPersian{kPersianGiven, kPersianFamily, 40};

inline constexpr NamePart kArabicGiven[] = {
    {"ليلى", "Layla"},   {"كريم", "Karim"}, {"سلمى", "Salma"},
    {"يوسف", "Youssef"}, {"هدى", "Huda"},   {"عمر", "Omar"},
};
inline constexpr NamePart kArabicFamily[] = {
    {"المنصوري", "Almansouri"}, {"الشرقاوي", "Elsharkawy"},
    {"بنعلي", "Benali"},        {"حجازي", "Hegazy"},
    {"النجار", "Elnaggar"},     {"درويش", "Darwish"},
};
inline constexpr NameStyle kArabic{kArabicGiven, kArabicFamily, 40};

inline constexpr NamePart kAmharicGiven[] = {
    {"ሰላም", "Selam"}, {"ዳዊት", "Dawit"},    {"ሕይወት", "Hiwot"},
    {"ዮናስ", "Yonas"}, {"ትዕግሥት", "Tigist"}, {"ብሩክ", "Biruk"},
};
inline constexpr NamePart kAmharicFamily[] = {
    {"ተስፋዬ", "Tesfaye"}, {"በቀለ", "Bekele"},  {"መኮንን", "Mekonnen"},
    {"ከበደ", "Kebede"},   {"ታደሰ", "Tadesse"}, {"ዘውዴ", "Zewde"},
};
inline constexpr NameStyle kAmharic{kAmharicGiven, kAmharicFamily, 40};

inline constexpr NamePart kKenyanGiven[] = {
    {"Grace"}, {"Brian"}, {"Faith"}, {"Kevin"}, {"Mercy"}, {"Dennis"},
};
inline constexpr NamePart kKenyanFamily[] = {
    {"Kamau"}, {"Otieno"}, {"Mutua"}, {"Kiplagat"}, {"Njoroge"}, {"Barasa"},
};
inline constexpr NameStyle kKenyan{kKenyanGiven, kKenyanFamily, 0};

inline constexpr NamePart kTanzanianGiven[] = {
    {"Neema"}, {"Juma"}, {"Rehema"}, {"Baraka"}, {"Zawadi"}, {"Hamisi"},
};
inline constexpr NamePart kTanzanianFamily[] = {
    {"Massawe"}, {"Mushi"}, {"Ngowi"}, {"Shirima"}, {"Kimaro"},
};
inline constexpr NameStyle kTanzanian{kTanzanianGiven, kTanzanianFamily, 0};

inline constexpr NamePart kRwandanGiven[] = {
    {"Clarisse"}, {"Olivier"}, {"Claudine"}, {"Élie", "Elie"}, {"Yvette"},
};
inline constexpr NamePart kRwandanFamily[] = {
    {"Uwimana"},
    {"Habimana"},
    {"Ishimwe"},
    {"Niyonzima"},
};
inline constexpr NameStyle kRwandan{kRwandanGiven, kRwandanFamily, 0};

inline constexpr NamePart kNigerianGiven[] = {
    {"Chiamaka"},           {"Obinna"}, {"Adébísí", "Adebisi"}, {"Hauwa"},
    {"Ọlámidé", "Olamide"}, {"Idris"},
};
inline constexpr NamePart kNigerianFamily[] = {
    {"Nwosu"},  {"Adéyẹmí", "Adeyemi"}, {"Balogun"}, {"Eze"}, {"Dogo"},
    {"Okafor"},
};
inline constexpr NameStyle kNigerian{kNigerianGiven, kNigerianFamily, 10};

inline constexpr NamePart kGhanaianGiven[] = {
    {"Akosua"}, {"Kwadwo"}, {"Adwoa"}, {"Yaw"}, {"Esi"}, {"Kojo"},
};
inline constexpr NamePart kGhanaianFamily[] = {
    {"Mensah"}, {"Asante"}, {"Owusu"}, {"Darko"}, {"Amoah"},
};
inline constexpr NameStyle kGhanaian{kGhanaianGiven, kGhanaianFamily, 0};

inline constexpr NamePart kWestAfricanGiven[] = {
    {"Aïssatou", "Aissatou"},
    {"Serigne"},
    {"Mariama"},
    {"Ousmane"},
    {"Fatoumata"},
};
inline constexpr NamePart kWestAfricanFamily[] = {
    {"Diop"},  {"Koné", "Kone"},       {"Sarr"},
    {"Bamba"}, {"Kouyaté", "Kouyate"}, {"Sène", "Sene"},
};
inline constexpr NameStyle kWestAfrican{kWestAfricanGiven, kWestAfricanFamily,
                                        10};

inline constexpr NamePart kSouthAfricanGiven[] = {
    {"Thandeka"}, {"Sipho"}, {"Lerato"}, {"Pieter"}, {"Zanele"}, {"Tshepo"},
};
inline constexpr NamePart kSouthAfricanFamily[] = {
    {"Dlamini"}, {"van der Merwe"}, {"Mokoena"}, {"Khumalo"}, {"Naidoo"},
};
inline constexpr NameStyle kSouthAfrican{kSouthAfricanGiven,
                                         kSouthAfricanFamily, 0};

inline constexpr NamePart kIndonesianGiven[] = {
    {"Dewi"}, {"Agus"}, {"Rina"}, {"Bayu"}, {"Wulan"}, {"Fajar"},
};
inline constexpr NamePart kIndonesianFamily[] = {
    {"Santoso"}, {"Nugroho"}, {"Pratama"}, {"Hidayat"}, {"Siregar"},
};
inline constexpr NameStyle kIndonesian{kIndonesianGiven, kIndonesianFamily, 0};

inline constexpr NamePart kPortugueseGiven[] = {
    {"João", "Joao"},         {"Débora", "Debora"}, {"Antônio", "Antonio"},
    {"Patrícia", "Patricia"}, {"Otávio", "Otavio"},
};
inline constexpr NamePart kPortugueseFamily[] = {
    {"Magalhães", "Magalhaes"},
    {"Araújo", "Araujo"},
    {"Gonçalves", "Goncalves"},
    {"Simões", "Simoes"},
};
inline constexpr NameStyle kPortuguese{kPortugueseGiven, kPortugueseFamily, 10};

inline constexpr NamePart kSpanishGiven[] = {
    {"Lucía", "Lucia"}, {"Joaquín", "Joaquin"},
    {"Ximena"},         {"Andrés", "Andres"},
    {"Yolanda"},
};
inline constexpr NamePart kSpanishFamily[] = {
    {"Peña", "Pena"}, {"Ordóñez", "Ordonez"},
    {"Villanueva"},   {"Zúñiga", "Zuniga"},
    {"Quispe"},
};
inline constexpr NameStyle kSpanish{kSpanishGiven, kSpanishFamily, 10};

inline constexpr NamePart kGermanGiven[] = {
    {"Jürgen", "Juergen"},
    {"Friederike"},
    {"Sören", "Soeren"},
    {"Annelie"},
};
inline constexpr NamePart kGermanFamily[] = {
    {"Böhm", "Boehm"},
    {"Weiß", "Weiss"},
    {"Krüger", "Krueger"},
    {"Hartwig"},
};
inline constexpr NameStyle kGerman{kGermanGiven, kGermanFamily, 0};

inline constexpr NamePart kFijianGiven[] = {
    {"Mereoni"},
    {"Apisai"},
    {"Litia"},
    {"Josefa"},
};
inline constexpr NamePart kFijianFamily[] = {
    {"Waqa"},
    {"Naulivou"},
    {"Cakau"},
    {"Baleiwai"},
};
inline constexpr NameStyle kFijian{kFijianGiven, kFijianFamily, 0};

// Where people come from, and how many.
struct Country {
  std::string_view code;
  std::string_view name;
  std::string_view city;
  const NameStyle* style;
  int participant_count;
};

inline constexpr Country kCountries[] = {
    {"CN", "China", "Beijing", &kChinese, 276},
    {"PK", "Pakistan", "Islamabad", &kUrdu, 27},
    {"NP", "Nepal", "Kathmandu", &kNepali, 20},
    {"BD", "Bangladesh", "Dhaka", &kBengali, 16},
    {"IN", "India", "New Delhi", &kHindi, 14},
    {"LK", "Sri Lanka", "Colombo", &kSinhala, 13},
    {"VN", "Viet Nam", "Hanoi", &kVietnamese, 13},
    {"TH", "Thailand", "Bangkok", &kThai, 13},
    {"ID", "Indonesia", "Jakarta", &kIndonesian, 14},
    {"LA", "Laos", "Vientiane", &kLao, 9},
    {"KH", "Cambodia", "Phnom Penh", &kKhmer, 10},
    {"MN", "Mongolia", "Ulaanbaatar", &kMongolian, 10},
    {"KZ", "Kazakhstan", "Astana", &kKazakh, 10},
    {"IR", "Iran", "Tehran", &kPersian, 8},
    {"ET", "Ethiopia", "Addis Ababa", &kAmharic, 24},
    {"KE", "Kenya", "Nairobi", &kKenyan, 20},
    {"TZ", "Tanzania", "Dodoma", &kTanzanian, 14},
    {"RW", "Rwanda", "Kigali", &kRwandan, 10},
    {"NG", "Nigeria", "Abuja", &kNigerian, 19},
    {"GH", "Ghana", "Accra", &kGhanaian, 13},
    {"SN", "Senegal", "Dakar", &kWestAfrican, 10},
    {"CI", "Côte d'Ivoire", "Abidjan", &kWestAfrican, 7},
    {"ZA", "South Africa", "Pretoria", &kSouthAfrican, 16},
    {"EG", "Egypt", "Cairo", &kArabic, 18},
    {"MA", "Morocco", "Rabat", &kArabic, 8},
    {"BR", "Brazil", "Brasília", &kPortuguese, 9},
    {"MX", "Mexico", "Mérida", &kSpanish, 5},
    {"CU", "Cuba", "Havana", &kSpanish, 5},
    {"PE", "Peru", "Lima", &kSpanish, 3},
    {"DE", "Germany", "Bonn", &kGerman, 3},
    {"FJ", "Fiji", "Suva", &kFijian, 3},
};

// What 100 participants have in common who come from the host country, or from
// anywhere else.
struct Share {
  // How many are of the sector.
  int sector_percent;
  // How many of the sector register for attendance in person.
  int in_person_percent;
};

// In organizations and mail_domain, {country}, {city} and {cc} stand for the
// participant's country, its city and its code in lower case.
struct SectorProfile {
  std::string_view sector_id;
  Share host;
  Share abroad;
  std::string_view mail_domain;
  std::span<const std::string_view> organizations;
  std::span<const std::string_view> job_titles;
};

inline constexpr std::string_view kAgencies[] = {
    "Department of Green Industry, {country}",
    "Agency for Technical Exchange, {country}",
    "Office for Rural Water, {country}",
    "{city} Bureau of Trade in Services",
};
inline constexpr std::string_view kAgencyTitles[] = {
    "Deputy Director",
    "Programme Officer",
    "Senior Adviser",
    "Head of Section",
};
inline constexpr std::string_view kEmbassies[] = {
    "Embassy of {country} in Beijing",
};
inline constexpr std::string_view kEmbassyTitles[] = {
    "Commercial Counsellor",
    "First Secretary",
    "Second Secretary",
    "Attaché",
};
inline constexpr std::string_view kInternationalBodies[] = {
    "Intergovernmental Council on Clean Cooking",
    "Southern Rivers Organization",
    "International Centre for Dryland Crops",
    "Secretariat of the Two Oceans Compact",
};
inline constexpr std::string_view kInternationalTitles[] = {
    "Programme Specialist",
    "Liaison Officer",
    "Policy Analyst",
};
inline constexpr std::string_view kInstitutes[] = {
    "{city} Institute of Water Research",
    "{country} Centre for Soil and Climate",
    "{city} Laboratory for Low-Carbon Materials",
};
inline constexpr std::string_view kInstituteTitles[] = {
    "Research Fellow",
    "Senior Scientist",
    "Laboratory Head",
};
inline constexpr std::string_view kUniversities[] = {
    "{city} University of Applied Ecology",
    "College of Rural Studies, {city}",
    "{country} Open University of Engineering",
};
inline constexpr std::string_view kUniversityTitles[] = {
    "Professor",
    "Associate Professor",
    "Lecturer",
    "Doctoral Candidate",
};
inline constexpr std::string_view kSocieties[] = {
    "Green Villages {country}",
    "Clean Rivers Network {city}",
    "Women for Solar {country}",
};
inline constexpr std::string_view kSocietyTitles[] = {
    "Executive Director",
    "Project Coordinator",
    "Volunteer",
};
inline constexpr std::string_view kChambers[] = {
    "{city} Chamber of Green Commerce",
    "{country} Association of Service Exporters",
};
inline constexpr std::string_view kChamberTitles[] = {
    "Secretary General",
    "Head of International Affairs",
    "Membership Officer",
};
inline constexpr std::string_view kCompanies[] = {
    "{city} Solar Works Ltd.",
    "{city} Water Systems Co., Ltd.",
    "{city} Seed and Soil Ltd.",
};
inline constexpr std::string_view kCompanyTitles[] = {
    "Chief Executive",
    "Engineer",
    "Sustainability Manager",
    "Sales Manager",
};

inline constexpr SectorProfile kSectors[] = {
    {"government-agency",
     {22, 65},
     {24, 8},
     "gov.{cc}.example",
     kAgencies,
     kAgencyTitles},
    {"foreign-embassy",
     {0, 0},
     {23, 78},
     "embassy.{cc}.example",
     kEmbassies,
     kEmbassyTitles},
    {"international-organization",
     {6, 65},
     {10, 40},
     "intl.{cc}.example",
     kInternationalBodies,
     kInternationalTitles},
    {"research-institute",
     {19, 60},
     {13, 6},
     "research.{cc}.example",
     kInstitutes,
     kInstituteTitles},
    {"academia",
     {18, 55},
     {12, 12},
     "edu.{cc}.example",
     kUniversities,
     kUniversityTitles},
    {"civil-society-organization",
     {8, 45},
     {8, 4},
     "{cc}.example.org",
     kSocieties,
     kSocietyTitles},
    {"business-community",
     {12, 65},
     {5, 15},
     "chamber.{cc}.example",
     kChambers,
     kChamberTitles},
    {"private-sector",
     {15, 55},
     {5, 12},
     "{cc}.example.com",
     kCompanies,
     kCompanyTitles},
};

}  // namespace rollcall::demo
