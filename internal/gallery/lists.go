package gallery

import (
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"takeed/internal/approval"
	"takeed/internal/i18n"
	"takeed/templates"
)

// item is a transaction in a list.
func (s screen) item(k approval.Kind, typed typing, state approval.State, at time.Time) templates.Item {
	v := templates.Item{
		Href: address, Icon: templates.KindIcon(k.ID), Label: s.in(k.Label), Summary: s.summary(k, typed), When: i18n.DateTime(s.lang, at), Tag: s.tag(state),
	}
	if state == approval.Pending {
		v.Left = s.timeLeft(15)
	}
	return v
}

func (s screen) summary(k approval.Kind, typed typing) string {
	var parts []string
	for _, f := range document(k, typed).Fields {
		if f.Name != k.Recipient && f.Name != k.Headline {
			continue
		}
		isolate := i18n.Isolate
		if direction(f.Type) == "ltr" {
			isolate = i18n.LTR
		}
		parts = append(parts, isolate(s.in(f.Text)))
	}
	return strings.Join(parts, " · ")
}

// items is a list of every kind in every state.
func (s screen) items(typed typing) []templates.Item {
	var all []templates.Item
	states := append(slices.Clone(approval.States), approval.Checking)
	for i, k := range append(kinds(), forgotten()) {
		state := states[i%len(states)]
		all = append(all, s.item(k, typed, state, now.AddDate(0, 0, -i)))
	}
	return all
}

// aYear is one transaction a month.
func (s screen) aYear() []templates.Item {
	var all []templates.Item
	for month := range 12 {
		all = append(all, s.item(kind("transfer"), usual, approval.Confirmed, now.AddDate(0, -month, -month)))
	}
	return all
}

// homes are the start pages of somebody who is signed in.
func homes() []Entry {
	return []Entry{
		home("home-first", name, func(_ screen, v *templates.HomePage) { v.LastSignIn = "" }),
		home("home", name, func(s screen, v *templates.HomePage) { v.Recent = s.items(usual)[:5] }),
		home("home-waiting", name, func(s screen, v *templates.HomePage) {
			v.Waiting = []templates.Item{s.item(kind("transfer"), usual, approval.Pending, now)}
			v.Recent = s.items(usual)[:5]
		}),
		home("home-mixed", mixedName, func(s screen, v *templates.HomePage) { v.Recent = s.items(mixed) }),
		home("home-longest", longName, func(s screen, v *templates.HomePage) {
			s.branded(&v.Page)
			v.Waiting = []templates.Item{s.item(kind("disclosure"), longest, approval.Pending, now)}
			v.Recent = s.items(longest)
		}),
	}
}

func home(entry string, who approval.Text, change func(screen, *templates.HomePage)) Entry {
	return view(entry, func(s screen) templ.Component {
		v := templates.HomePage{Page: s.page(s.t("home.title", "name", i18n.Isolate(s.in(who))))}
		v.Section = "home"
		v.LastSignIn = s.t("home.last_signin", "time", i18n.Isolate(i18n.DateTime(s.lang, now.AddDate(0, 0, -9))))
		for _, k := range kinds() {
			v.Kinds = append(v.Kinds, templates.Tile{Action: templates.Action{Label: s.in(k.Label), Href: "/new/" + k.ID}, Icon: templates.KindIcon(k.ID)})
		}
		change(s, &v)
		return templates.Home(v)
	})
}

// histories are lists of transactions.
func histories() []Entry {
	return []Entry{
		history("history-empty", func(screen, *templates.HistoryPage) {}),
		history("history", func(s screen, v *templates.HistoryPage) { v.Items = s.items(usual) }),
		history("history-year", func(s screen, v *templates.HistoryPage) { v.Items, v.Older = s.aYear(), "/transactions?after=x" }),
		history("history-filtered", func(s screen, v *templates.HistoryPage) {
			v.Kinds[0].Selected, v.States[1].Selected = true, true
			v.From, v.To = "2026-01-01", "2026-11-21"
			v.Items, v.Newest, v.Older = s.items(longest), "/transactions", "/transactions?after=x"
		}),
	}
}

func history(name string, change func(screen, *templates.HistoryPage)) Entry {
	return view(name, func(s screen) templ.Component {
		v := templates.HistoryPage{Page: s.page(s.t("history.title"))}
		v.Section = "transactions"
		for _, k := range kinds() {
			v.Kinds = append(v.Kinds, templates.FormChoice{ID: k.ID, Label: s.in(k.Label)})
		}
		for _, state := range approval.States {
			v.States = append(v.States, templates.FormChoice{ID: string(state), Label: s.t("state." + string(state))})
		}
		change(s, &v)
		return templates.History(v)
	})
}

// profiles are what UAE PASS told us about different people.
func profiles() []Entry {
	resident, visitor := "profile.resident", "profile.visitor"
	all := []string{"emirates_id", "mobile", "email"}
	return []Entry{
		profile("profile", name, resident, all, func(_ screen, v *templates.ProfilePage) { v.Page.Waiting = address }),
		profile("profile-saved", name, resident, all, func(s screen, v *templates.ProfilePage) {
			v.Note = &templates.Note{Tone: "info", Lines: []string{s.t("profile.saved")}}
		}),
		profile("profile-visitor", mixedName, visitor, all[1:], nil),
		profile("profile-longest", longName, resident, all, nil),
	}
}

// masked is each identifier as it is shown.
var masked = map[string]string{"emirates_id": emiratesID, "mobile": "+971 55 XXX XX67", "email": "f…@correspondence.department.example.org"}

func profile(entry string, who approval.Text, account string, identifiers []string, change func(screen, *templates.ProfilePage)) Entry {
	return view(entry, func(s screen) templ.Component {
		v := templates.ProfilePage{Page: s.page(s.t("profile.title"))}
		v.Section = "profile"
		v.Rows = []templates.Row{
			{Label: s.t("profile.name_en"), Text: who.EN, Dir: "auto"},
			{Label: s.t("profile.name_ar"), Text: who.AR, Dir: "auto"},
			{Label: s.t("profile.account"), Text: s.t(account), Dir: "auto"},
		}
		for i, id := range identifiers {
			label := s.t("identifier." + id)
			v.Rows = append(v.Rows, templates.Row{Label: label, Text: masked[id], Dir: "ltr"})
			v.Choices = append(v.Choices, templates.FormChoice{
				ID: id, Label: s.t("identifier.with_value", "identifier", label, "value", i18n.LTR(masked[id])), Selected: i == 0,
			})
		}
		if change != nil {
			change(s, &v)
		}
		return templates.Profile(v)
	})
}
