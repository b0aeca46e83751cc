package view

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"takeed/internal/i18n"
	"takeed/internal/integration"
	"takeed/templates"
)

// Deliveries is what was sent to clients, as a query finds it.
func (v ClientViewer) Deliveries(frame templates.Page, q integration.DeliveryQuery, found integration.DeliveryPage, endpoints []integration.Standing) templates.DeliveriesPage {
	p := templates.DeliveriesPage{Page: frame, Transaction: string(q.Transaction), All: deliveriesPath}
	p.Title, p.Section = v.T("office.deliveries"), "deliveries"
	if q.Transaction != "" {
		p.About = &templates.Action{Label: v.T("deliveries.about", "reference", i18n.LTR(q.Transaction.Reference())), Href: TimelinePath(q.Transaction)}
	}
	p.Endpoints, p.States = v.endpointChoices(q, endpoints), v.stateChoices(q)
	for _, d := range found.Deliveries {
		p.Deliveries = append(p.Deliveries, v.deliveryLine(d, endpoints))
	}
	if found.Next != "" {
		q.Cursor = found.Next
		p.Next = DeliveriesPath(q)
	}
	if e := named(endpoints, q.Endpoint); v.Manages && e != nil && e.DisabledAt.IsZero() {
		p.Resend, p.Periods = endpointsPath+"/"+string(e.ID)+"/resend", v.choiceList("period.", Periods)
	}
	return p
}

func named[ID ~string](endpoints []integration.Standing, id ID) *integration.Standing {
	i := slices.IndexFunc(endpoints, func(e integration.Standing) bool { return string(e.ID) == string(id) })
	if i < 0 {
		return nil
	}
	return &endpoints[i]
}

func (v ClientViewer) endpointChoices(q integration.DeliveryQuery, endpoints []integration.Standing) []templates.FormChoice {
	var all []templates.FormChoice
	for _, e := range endpoints {
		all = append(all, templates.FormChoice{ID: string(e.ID), Label: e.Client + " " + hostOf(e.URL), Selected: e.ID == q.Endpoint})
	}
	return all
}

// hostOf is what a list shows of an address.
func hostOf(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

func (v ClientViewer) stateChoices(q integration.DeliveryQuery) []templates.FormChoice {
	var all []templates.FormChoice
	for _, s := range integration.DeliveryStates {
		all = append(all, templates.FormChoice{ID: string(s), Label: v.T("delivery." + string(s)), Selected: s == q.State})
	}
	return all
}

var deliveryTone = map[integration.DeliveryState]string{
	integration.Due: "info", integration.Delivered: "ok", integration.Parked: "bad", integration.Dropped: "neutral",
}

func (v Viewer) deliveryTag(s integration.DeliveryState) templates.Tag {
	return templates.Tag{Text: v.T("delivery." + string(s)), Tone: deliveryTone[s]}
}

func (v ClientViewer) deliveryLine(d integration.Delivery, endpoints []integration.Standing) templates.DeliveryLine {
	line := templates.DeliveryLine{
		Href: DeliveryPath(d.ID), Name: v.Names.Write(integration.PrefixDelivery, d.ID), Type: d.Notification.Type, State: v.deliveryTag(d.State),
		Time: StaffTime(d.CreatedAt), ISO: i18n.ISO(d.CreatedAt), Tries: i18n.N(v.lang(), "count.tries", d.Tries),
	}
	if e := named(endpoints, d.Endpoint); e != nil {
		line.Client, line.Host = e.Client, hostOf(e.URL)
	}
	if id := d.Notification.Transaction; id != "" {
		line.Transaction = &templates.Action{Label: id.Reference(), Href: TimelinePath(id)}
	}
	if d.Last != nil {
		line.Last = lastTry(*d.Last)
	}
	if d.State == integration.Due {
		line.Next = StaffTime(d.NextAt)
	}
	return line
}

// lastTry is what a try led to, in the words of the log: an HTTP status, or why there was none.
func lastTry(t integration.DeliveryTry) string {
	if t.Status > 0 {
		return "HTTP " + strconv.Itoa(t.Status)
	}
	return t.Error
}

// Delivery is everything about one delivery.
func (v ClientViewer) Delivery(frame templates.Page, d integration.Delivery, tries []integration.DeliveryTry, endpoints []integration.Standing) templates.DeliveryPage {
	p := templates.DeliveryPage{Page: frame, Tag: v.deliveryTag(d.State)}
	p.Title, p.Section = v.T("delivery.title"), "deliveries"
	e := named(endpoints, d.Endpoint)
	p.Facts = v.deliveryFacts(d, e)
	for _, t := range tries {
		p.Tries = append(p.Tries, v.try(t))
	}
	if left := d.Tries - len(tries); left > 0 && len(tries) > 0 && tries[len(tries)-1].Number > 1 {
		p.Left = v.T("delivery.left", "tries", i18n.N(v.lang(), "count.tries", left))
	}
	if v.Manages && e != nil && e.DisabledAt.IsZero() {
		p.Resend = DeliveryPath(d.ID) + "/resend"
	}
	p.Links = []templates.Action{{Label: v.T("delivery.of_endpoint"), Href: DeliveriesPath(integration.DeliveryQuery{Endpoint: d.Endpoint})}}
	if id := d.Notification.Transaction; id != "" {
		p.Links = append(p.Links, templates.Action{Label: v.T("auditlog.same_transaction"), Href: TimelinePath(id)},
			templates.Action{Label: v.T("delivery.of_transaction"), Href: DeliveriesPath(integration.DeliveryQuery{Transaction: id})})
	}
	return p
}

func (v ClientViewer) deliveryFacts(d integration.Delivery, e *integration.Standing) []templates.Fact {
	n := d.Notification
	var client, address, disabled string
	if e != nil {
		client, address = e.Client, e.URL
		if !e.DisabledAt.IsZero() {
			disabled = v.T("disabled." + e.DisabledReason)
		}
	}
	facts := []templates.Fact{
		v.fact("delivery.name", "ltr", v.Names.Write(integration.PrefixDelivery, d.ID)), v.fact("clients.client", "ltr", client),
		v.fact("deliveries.endpoint", "ltr", v.Names.Write(integration.PrefixEndpoint, d.Endpoint), address), v.fact("clients.disabled_reason", "auto", disabled),
		v.fact("deliveries.type", "ltr", n.Type), v.fact("delivery.event", "ltr", v.Names.Write(integration.PrefixEvent, n.ID)),
		v.fact("delivery.transaction", "ltr", v.Names.Write(integration.PrefixTransaction, n.Transaction)), v.fact("delivery.reference", "ltr", n.Reference),
		v.fact("delivery.status", "ltr", string(n.Status), n.Reason), v.timeFact("delivery.happened", n.At), v.timeFact("deliveries.created", d.CreatedAt), v.timeFact("delivery.ended", d.EndedAt),
	}
	if d.State == integration.Due {
		facts = append(facts, v.timeFact("deliveries.next", d.NextAt))
	}
	return nonEmptyFacts(facts...)
}

func (v Viewer) try(t integration.DeliveryTry) templates.TryLine {
	line := templates.TryLine{Number: i18n.Number(t.Number), Time: StaffTime(t.At), ISO: i18n.ISO(t.At), Took: strconv.Itoa(t.Milliseconds) + " ms", Result: lastTry(t)}
	line.Tone = "warn"
	if t.Status >= 200 && t.Status <= 299 {
		line.Tone = "ok"
	}
	line.Answer, line.Cut = legible(t.Answer)
	return line
}

// maxAnswer is how much of an answer is shown, in bytes.
const maxAnswer = 1 << 10

// legible is the beginning of what a stranger's server answered. What cannot be seen, or would
// turn the text around it, is written as its number.
func legible(answer string) (text string, cut bool) {
	if cut = len(answer) > maxAnswer; cut {
		end := maxAnswer
		for end > 0 && !utf8.RuneStart(answer[end]) {
			end--
		}
		answer = answer[:end]
	}
	var out strings.Builder
	for _, r := range strings.ReplaceAll(strings.ToValidUTF8(answer, "\ufffd"), "\r\n", "\n") {
		if r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp)) {
			fmt.Fprintf(&out, `\u%04x`, r)
		} else {
			out.WriteRune(r)
		}
	}
	return out.String(), cut
}
