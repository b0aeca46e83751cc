package simulator

// Personas lists the people. They are invented: surnames mean "trial", "example"
// and the like, Emirates IDs have serial numbers that were never issued, and e-mail
// addresses end in a domain that is reserved for examples.
func Personas() []Persona {
	return []Persona{
		{
			ID: "fatima",
			About: Text{
				"A citizen with a fully verified account (SOP3): the ordinary case.",
				"مواطنة لديها حساب موثق بالكامل (SOP3): الحالة المعتادة.",
			},
			Subject: "UAEPASS/6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001", UUID: "6c1f0a52-7d0e-4b8e-9a51-0f4a7e1d0001",
			Level: "SOP3", EmiratesID: "784199000000010", Mobile: "971500000001", Email: "fatima@example.com",
			FirstName: Text{"Fatima", "فاطمة"}, LastName: Text{"Al Tajribi", "التجريبي"},
			FullName:    Text{"Fatima,Salem,,,Al Tajribi,,", "فاطمة,سالم,,,التجريبي,,"},
			Nationality: Text{"ARE", "الإمارات"}, Gender: "Female", IDType: "ID",
		},
		{
			ID: "ahmed",
			About: Text{
				"A resident whose account was verified without biometrics (SOP2).",
				"مقيم وُثّق حسابه من دون سمات حيوية (SOP2).",
			},
			Subject: "UAEPASS/b2d9e3f4-1c5a-4f3b-8e77-3a9d5c2e0002", UUID: "b2d9e3f4-1c5a-4f3b-8e77-3a9d5c2e0002",
			Level: "SOP2", EmiratesID: "784198500000025", Mobile: "971500000002", Email: "ahmed@example.com",
			FirstName: Text{"Ahmed", "أحمد"}, LastName: Text{"Al Mithali", "المثالي"},
			FullName:    Text{"Ahmed,,,,Al Mithali,,", "أحمد,,,,المثالي,,"},
			Nationality: Text{"JOR", "الأردن"}, Gender: "Male", IDType: "ID",
		},
		{
			ID: "mariam",
			About: Text{
				"Another citizen (SOP3): the person who answers in somebody else's place.",
				"مواطنة أخرى (SOP3): من تجيب بدلًا من شخص آخر.",
			},
			Subject: "UAEPASS/e87a4b10-95c3-4d26-b0f8-61c2d7ab0003", UUID: "e87a4b10-95c3-4d26-b0f8-61c2d7ab0003",
			Level: "SOP3", EmiratesID: "784199200000034", Mobile: "971500000003", Email: "mariam@example.com",
			FirstName: Text{"Mariam", "مريم"}, LastName: Text{"Al Namouthaji", "النموذجي"},
			FullName:    Text{"Mariam,Khalfan,,,Al Namouthaji,,", "مريم,خلفان,,,النموذجي,,"},
			Nationality: Text{"ARE", "الإمارات"}, Title: Text{"Dr.", "الدكتورة"}, Gender: "Female", IDType: "ID",
		},
		{
			ID: "sara",
			About: Text{
				"A basic account (SOP1), verified by mobile and e-mail only: may sign in, may not confirm.",
				"حساب أساسي (SOP1) مُتحقق منه بالهاتف المتحرك والبريد الإلكتروني فقط: يمكنه تسجيل الدخول ولا يمكنه التأكيد.",
			},
			Subject: "UAEPASS/0f36c7d1-28b4-4a9f-a6e0-84b1c95f0004", UUID: "0f36c7d1-28b4-4a9f-a6e0-84b1c95f0004",
			Level: "SOP1", Mobile: "971500000004", Email: "sara@example.com",
			FirstName: Text{EN: "Sara"}, LastName: Text{EN: "Sample"},
		},
		{
			// The subject of visitors has no prefix and is not the uuid.
			ID: "daniel",
			About: Text{
				"A verified visitor (SOP3): a unified number, but no Emirates ID.",
				"زائر لديه حساب موثق (SOP3): له رقم موحد وليس له رقم هوية إماراتية.",
			},
			Subject: "35a00610-27b0-4555-8d93-453392900005", UUID: "9d41b7e6-50f2-4c88-92ab-77e0f13c0005",
			Level: "SOP3", Visitor: true, UnifiedID: "100000005", Mobile: "971500000005", Email: "daniel@example.com",
			FirstName: Text{"Daniel", "دانيال"}, LastName: Text{"Visitor", "فيزيتور"},
			FullName:    Text{"DANIEL,,,,VISITOR,,", "دانيال,,,,فيزيتور,,"},
			Nationality: Text{"IND", "الهند"},
		},
		{
			ID: "khalid",
			About: Text{
				"A citizen (SOP3) whose mobile is verified in another profile: none is reported.",
				"مواطن (SOP3) هاتفه المتحرك موثق في ملف آخر: لا يُذكر له رقم هاتف.",
			},
			Subject: "UAEPASS/4a95f2c8-63d7-4e10-8b2d-c90e6f7a0006", UUID: "4a95f2c8-63d7-4e10-8b2d-c90e6f7a0006",
			Level: "SOP3", EmiratesID: "784197900000049", Email: "khalid@example.com",
			FirstName: Text{"Khalid", "خالد"}, LastName: Text{"Al Mithali", "المثالي"},
			FullName:    Text{"Khalid,,,,Al Mithali,,", "خالد,,,,المثالي,,"},
			Nationality: Text{"ARE", "الإمارات"}, Gender: "Male", IDType: "ID",
		},
		{
			// Every trap of mixed directions at once, and the trailing spaces that UAE PASS
			// leaves after Arabic names.
			ID: "abdulrahman",
			About: Text{
				"A resident (SOP3) with a very long name in two scripts, with digits, an apostrophe and hyphens.",
				"مقيم (SOP3) اسمه طويل جدًا ومكتوب بأبجديتين، وفيه أرقام وفاصلة علوية وشرطات.",
			},
			Subject: "UAEPASS/d5e8103b-7a6f-4b92-9c04-2f8b4e6d0007", UUID: "d5e8103b-7a6f-4b92-9c04-2f8b4e6d0007",
			Level: "SOP3", EmiratesID: "784198800000055", Mobile: "971500000007", Email: "abdul-rahman.o'neil@example.com",
			FirstName: Text{"Abdul-Rahman", "عبد الرحمن "},
			LastName:  Text{"O'Neil-Al Mu'tasim 3rd", "أونيل-المعتصم (O'Neil 3) "},
			FullName: Text{
				"Abdul-Rahman,Mohammed Al-Mu'tasim Billah,Abd-al-Aziz 2nd,Jean-Luc D'Artagnan,O'Neil-Al Mu'tasim 3rd,of the House of Very Long Names,",
				"عبد الرحمن,محمد المعتصم بالله,عبد العزيز 2,جان-لوك D'Artagnan,أونيل-المعتصم (O'Neil 3),من آل الأسماء الطويلة جدًا,",
			},
			Nationality: Text{"LBN", "لبنان "}, Title: Text{"Eng.", "المهندس"}, Gender: "Male", IDType: "ID",
		},
		{
			ID: "elena",
			About: Text{
				"A visitor with a basic account (SOP1): may sign in, may not confirm.",
				"زائرة لديها حساب أساسي (SOP1): يمكنها تسجيل الدخول ولا يمكنها التأكيد.",
			},
			Subject: "71c2d9a4-08e5-4f61-b3a7-9e5d0c480008", UUID: "a3f07b58-e41c-4d92-8056-1bd9c2e70008",
			Level: "SOP1", Visitor: true, Mobile: "971500000008", Email: "elena@example.com",
			FirstName: Text{"Elena", "إيلينا"}, LastName: Text{"Tourist", "توريست"},
		},
	}
}
