// Renders a template of notifications as Grafana does: the same engine, and the functions that ours use.
//
// Standard input holds {"template": text, "name": which one to render, "message": what a webhook receives}; or
// {"annotation": text of a rule, "values": numbers by the names of its expressions}.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"text/template"
	"time"
)

type alert struct {
	Status              string
	Labels, Annotations map[string]string
	StartsAt            time.Time
	DashboardURL        string
}

type alerts []alert

type message struct {
	Status string
	Alerts alerts
}

func (all alerts) Firing() alerts   { return all.with("firing") }
func (all alerts) Resolved() alerts { return all.with("resolved") }

func (all alerts) with(status string) (found alerts) {
	for _, one := range all {
		if one.Status == status {
			found = append(found, one)
		}
	}
	return found
}

type value struct{ Value float64 }

// As Prometheus, whose functions these are, writes a second or more.
func humanizeDuration(v float64) string {
	s := int64(v)
	d, h, m := s/86400, s/3600%24, s/60%60
	switch {
	case d != 0:
		return fmt.Sprintf("%dd %dh %dm %ds", d, h, m, s%60)
	case h != 0:
		return fmt.Sprintf("%dh %dm %ds", h, m, s%60)
	case m != 0:
		return fmt.Sprintf("%dm %ds", m, s%60)
	}
	return fmt.Sprintf("%ds", s)
}

func main() {
	var given struct {
		Template, Name, Annotation string
		Message                    message
		Values                     map[string]value
	}
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	functions := template.FuncMap{"humanizeDuration": humanizeDuration, "reReplaceAll": func(pattern, by, text string) string {
		return regexp.MustCompile(pattern).ReplaceAllString(text, by)
	}}
	if given.Annotation != "" {
		text := "{{ $values := . }}" + given.Annotation
		if err := template.Must(template.New("").Funcs(functions).Parse(text)).Execute(os.Stdout, given.Values); err != nil {
			log.Fatal(err)
		}
		return
	}
	parsed := template.Must(template.New("").Funcs(functions).Option("missingkey=zero").Parse(given.Template))
	if err := parsed.ExecuteTemplate(os.Stdout, given.Name, given.Message); err != nil {
		log.Fatal(err)
	}
}
