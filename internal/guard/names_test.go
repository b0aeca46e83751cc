package guard

import "testing"

// honest are names of people and companies as customers in the Emirates type them.
// Each stays as it is.
var honest = []string{
	// Emirati and other Arabic names.
	"فاطمة سالم التجريبي", "محمد بن راشد آل مكتوم", "خليفة بن زايد آل نهيان", "عبدالرحمن الكعبي", "عبد الله الظاهري",
	"أم كلثوم إبراهيم", "مُحَمَّد", "عبدُ اللّٰه", "علي أبو بكر الشامسي", "رؤى المهيري", "هدى الفلاسي", "شيخة بنت سيف المزروعي",
	"د. سعاد الحمادي", "عائشة جمعة ال علي", "ضياء الدين", "يحيى المرّي",
	// The same and others in English.
	"Fatima Salem Al Tajribi", "Mohammed bin Rashid Al Maktoum", "Abdul-Rahman Al-Kaabi", "Sheikha Bint Saif", "Maryam Al Mansoori",
	"Dr. Suad Al-Hammadi", "Omar", "O. Badawi", "J. R. R. Tolkien", "Al Ali", "H.H. Sheikh Khalifa",
	// India, Pakistan, Iran, the Philippines.
	"Priya Raghunathan", "Venkata Satya Sai Ram Rao", "S. Krishnamurthy", "Mohd. Imran s/o Yusuf", "Lakshmi d/o Raman",
	"Maria Clara dela Cruz", "Ma. Theresa Peñafrancia Ñuñez", "Juan Carlos Bautista Jr.", "محمد علی", "گل\u200cزار", "عائشہ بٹ",
	// Europe, Africa, Vietnam.
	"José María Núñez", "François Lefèvre", "Zoë Müller", "Jürgen Groß", "Åsa Øster", "Łukasz Żółć", "Dvořák", "Ștefan Țurcanu",
	"İbrahim Yıldız", "Þór Æðalsteinsson", "Siân O’Neill", "D'Arcy", "Nguyễn Thị Ánh", "Ọlá Adébáyọ̀", "Hauwa Ɗanjuma", "Kwabena Ɔfɔri",
	// Companies.
	"Example Trading L.L.C", "Example Trading LLC (Branch)", "شركة المثال للتجارة ذ.م.م", "مؤسسة المثال ش.ذ.م.م", "شركة ABC للتجارة",
	"شركة المثال (Example) ذ.م.م", "دو/du", "Sons & Co., Ltd", "e& international", "C/O Example", "24/7 Laundry", "3M Gulf", "G42", "Q8 Oils",
	"V10 Garage", "Al Ain 2", "F1 Motors", "H2O Water", "B2B Example", "Studio 54", "Bee'ah", "C+D Architects", "شركة 360 للاستشارات", "فرع 12",
	"Example FZ-LLC", "1st Choice Cleaning", "Unit 101 Café",
}

func TestHonestNamesPass(t *testing.T) {
	t.Parallel()
	for _, name := range honest {
		if got, refusal := Name(name); refusal != nil || got != name {
			t.Errorf("%s is read as %q, %+v", name, got, refusal)
		}
		if got := Marked(name); got != name {
			t.Errorf("%s is shown again as %q", name, got)
		}
		if got := CleanName(name); got != withoutCommas(name) {
			t.Errorf("%s, sent by UAE PASS, is shown as %q", name, got)
		}
	}
}

// What keyboards and word processors put in the place of an apostrophe or a hyphen is read
// as that.
func TestApostrophesAndDashesOfNamesAreOne(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		"Abd ‘Allah": "Abd 'Allah", "Sa‘eed": "Sa'eed", "D´Souza": "D'Souza", "D`Souza": "D'Souza", "Al–Futtaim": "Al-Futtaim",
		"Smith & Sons – Dubai": "Smith & Sons - Dubai", "Smith — Sons": "Smith - Sons", "Al‒Ain": "Al-Ain", "Al―Ain": "Al-Ain", "آل–نهيان": "آل-نهيان",
	} {
		if got, refusal := Name(typed); refusal != nil || got != want {
			t.Errorf("%s is read as %q, %+v, want %q", typed, got, refusal, want)
		}
	}
	for _, note := range []string{"‘quoted’ – aside", "a — b"} {
		if got, refusal := Text(note); refusal != nil || got != note {
			t.Errorf("the note %s is read as %q, %+v", note, got, refusal)
		}
	}
	if _, refusal := Name("Al–فاطمة"); refusal == nil || refusal.Reason != Mixed {
		t.Errorf("a dash hides that a word is of two scripts: %+v", refusal)
	}
}

// imitations look like honest names, or make one out of two.
var imitations = []struct {
	name     string
	typed    string
	reason   Reason
	refused  rune
	position int
}{
	{"Cyrillic a", "Fаtima", Foreign, 'а', 2},
	{"Cyrillic word", "раураl", Foreign, 'р', 1},
	{"Cyrillic name", "Ахмед", Foreign, 'А', 1},
	{"Cyrillic in Arabic", "فاطмة", Foreign, 'м', 4},
	{"palochka", "AӀi", Foreign, 'Ӏ', 2},
	{"Ukrainian i", "Alі", Foreign, 'і', 3},
	{"Greek capital", "ΑLI", Foreign, 'Α', 1},
	{"Greek omicron", "Omαr", Foreign, 'α', 3},
	{"Armenian", "Օmar", Foreign, 'Օ', 1},
	{"Cherokee", "ᎪLI", Foreign, 'Ꭺ', 1},
	{"Lisu", "ꓮLI", Foreign, 'ꓮ', 1},
	{"Coptic", "Ⲟmar", Foreign, 'Ⲟ', 1},
	{"Georgian", "Aყi", Foreign, 'ყ', 2},
	{"Hebrew", "סmar", Foreign, 'ס', 1},
	{"Devanagari", "अली", Foreign, 'अ', 1},
	{"Thaana", "ޢަލީ", Foreign, 'ޢ', 1},
	{"Syriac", "ܥܠܝ", Foreign, 'ܥ', 1},
	{"Han", "阿里", Foreign, '阿', 1},
	{"IPA alpha", "Fɑtima", Foreign, 'ɑ', 2},
	{"IPA g", "ɡhassan", Foreign, 'ɡ', 1},
	{"small capital", "ᴀLI", Foreign, 'ᴀ', 1},
	{"dental click", "Aǀi", Foreign, 'ǀ', 2},
	{"long s", "Haſſan", Foreign, 'ſ', 3},
	{"kra", "Maliĸ", Foreign, 'ĸ', 5},
	{"ligature", "Raﬁq", Foreign, 'ﬁ', 3},
	{"Roman numeral", "Aⅼi", Foreign, 'ⅼ', 2},
	{"mathematical bold", "𝐀li", Foreign, '𝐀', 1},
	{"mathematical script", "𝓞mar", Foreign, '𝓞', 1},
	{"mathematical digit", "Unit 𝟏", Foreign, '𝟏', 6},
	{"Arabic mathematics", "𞺰لي", Foreign, '𞺰', 1},
	{"circled letter", "Ⓐli", Foreign, 'Ⓐ', 1},
	{"regional indicator", "🇦li", Foreign, '🇦', 1},
	{"superscript", "Mª Clara", Foreign, 'ª', 2},
	{"dotless beh", "ٮدر", Foreign, 'ٮ', 1},
	{"swash kaf", "ڪريم", Foreign, 'ڪ', 1},
	{"modifier apostrophe", "DʼArcy", Foreign, 'ʼ', 2},
	{"saltillo", "DꞌArcy", Foreign, 'ꞌ', 2},
	{"one dot leader", "L․L․C", Foreign, '․', 2},
	{"fraction slash", "C⁄O", Foreign, '⁄', 2},
	{"Arabic in English", "Omaر", Mixed, 'ر', 4},
	{"English in Arabic", "فاطمa", Mixed, 'a', 5},
	{"across a hyphen", "Al-فاطمة", Mixed, 'ف', 4},
	{"across a stop", "L.ل.C", Mixed, 'ل', 3},
	{"Arabic vowel on a Latin letter", "Om\u064ear", Mixed, '\u064e', 3},
	{"Latin accent on an Arabic letter", "عم\u0301ر", Mixed, '\u0301', 3},
	{"zero for O", "0mar", Lookalike, '0', 1},
	{"zero within", "M0HAMMED", Lookalike, '0', 2},
	{"zeros within", "M00n", Lookalike, '0', 2},
	{"zero at the end", "MARI0", Lookalike, '0', 5},
	{"one for l", "A1i", Lookalike, '1', 2},
	{"ones for ll", "Wi11iam", Lookalike, '1', 3},
	{"full-width one", "A１i", Lookalike, '1', 2},
	{"one for an alef", "1حمد", Lookalike, '1', 1},
	{"Arabic-Indic one for an alef", "١حمد", Lookalike, '1', 1},
	{"alef for a one", "Villa ا00", Lookalike, '0', 8},
	{"dotless i with an accent", "Marı\u0301a", Mark, '\u0301', 5},
	{"overlay", "Om\u0336ar", Foreign, '\u0336', 3},
	{"enclosure", "O\u20ddmar", Foreign, '\u20dd', 2},
	{"dot on an i", "Ali\u0307", Foreign, '\u0307', 4},
	{"the same mark twice", "x\u0301\u0301", Mark, '\u0301', 3},
	{"three marks", "محمّ\u064e\u0670د", Mark, '\u0670', 6},
	{"an account in the name", "Omar AE07 0331 2345", LongNumber, '2', 16},
	{"a telephone number in the name", "Omar 0551234567", LongNumber, '4', 12},
	{"bidi override", "Omar\u202eLLC", Hidden, '\u202e', 5},
	{"zero-width space", "O\u200bmar", Hidden, '\u200b', 2},
	{"joiner that shapes nothing", "عم\u200dر", Hidden, '\u200d', 3},
	{"Hangul filler for a space", "Omar\u3164Badawi", Hidden, '\u3164', 5},
	{"emoji for a seal", "Omar ✅", Foreign, '✅', 6},
	{"replacement character", "Om\ufffdar", Hidden, '\ufffd', 3},
	{"broken UTF-8", "Om\xffar", Hidden, '\ufffd', 3},
	{"nothing but signs", "- . '", NoLetter, 0, 0},
	{"nothing but digits", "42", NoLetter, 0, 0},
	{"markup", "<b>Omar", NotInNames, '<', 1},
	{"semicolon", "Omar; IBAN", NotInNames, ';', 5},
}

func TestImitationsAreRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range imitations {
		got, refusal := Name(tt.typed)
		want := Refusal{tt.reason, tt.refused, tt.position}
		if refusal == nil || *refusal != want || got != "" {
			t.Errorf("%s: %+q is read as %q, %+v, want %+v", tt.name, tt.typed, got, refusal, want)
		}
	}
}
