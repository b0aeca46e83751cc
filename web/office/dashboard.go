package office

import (
	"net/http"
	"slices"
	"time"

	rules "takeed/internal/office"
	"takeed/templates"
	"takeed/web/page"
	"takeed/web/view"
)

// desk is the first page of the staff. It leads only to pages that every role may open.
func (o *Room) desk(w http.ResponseWriter, r *http.Request) error {
	v := o.viewer(r)
	desk, err := o.Audit.Desk(r.Context(), v.Now, v.Staff, rules.Mask)
	if err != nil {
		return err
	}
	saved, err := o.Audit.SavedSearches(r.Context(), v.Staff)
	if err != nil {
		return err
	}
	p := v.Desk(o.Frame(r, ""), desk, saved)
	if p.Alarms, err = o.alarms(r); err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.StaffHome(p))
}

// alarms are what somebody must look at now: the log first.
func (o *Room) alarms(r *http.Request) (all []templates.Alarm, err error) {
	if o.Translog != nil {
		state, err := o.Translog.State(r.Context())
		if err != nil {
			return nil, err
		}
		if a := o.viewer(r).LogAlarm(state); a != nil {
			all = append(all, *a)
		}
	}
	endpoints, err := o.Audit.Endpoints(r.Context())
	return append(all, o.clientViewer(r).EndpointAlarms(endpoints)...), err
}

// dashboard shows the figures of a period that ends with the current hour.
func (o *Room) dashboard(w http.ResponseWriter, r *http.Request) error {
	span := view.Spans[0]
	if name := r.URL.Query().Get("period"); name != "" {
		i := slices.IndexFunc(view.Spans, func(s view.Span) bool { return s.Name == name })
		if i < 0 {
			return page.ErrBadRequest
		}
		span = view.Spans[i]
	}
	v := o.viewer(r)
	until := v.Now.Truncate(time.Hour).Add(time.Hour)
	figures, err := o.Audit.Figures(r.Context(), until.Add(-span.Length), until)
	if err != nil {
		return err
	}
	return page.HTML(w, r, http.StatusOK, templates.Dashboard(v.Dashboard(o.Frame(r, ""), span, figures)))
}
