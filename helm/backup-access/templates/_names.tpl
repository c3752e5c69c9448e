{{- define "backup-access.fullname" -}}
{{- if contains "backup-access" .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-backup-access" .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "backup-access.serviceAccount" -}}
{{- .Values.serviceAccount.name | default (include "backup-access.fullname" .) -}}
{{- end -}}

{{- define "backup-access.selector" -}}
app.kubernetes.io/name: backup-access-operator
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "backup-access.labels" -}}
{{ include "backup-access.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end -}}

{{/* An image, from its values, the name of these values and the chart. */}}
{{- define "backup-access.image" -}}
{{- $repository := required (printf "%s.repository is required: the image that you built or mirrored" .name) .values.repository -}}
{{- if .values.digest -}}
{{- printf "%s@%s" $repository .values.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (.values.tag | default .chart.AppVersion) -}}
{{- end -}}
{{- end -}}

{{/* The PriorityClass of gateways; empty: none. */}}
{{- define "backup-access.gatewayPriority" -}}
{{- include "backup-access.priorityClass" (dict "chart" . "of" "gateways") -}}
{{- end -}}

{{- define "backup-access.pinnedGatewayPriority" -}}
{{- include "backup-access.priorityClass" (dict "chart" . "of" "pinned-gateways") -}}
{{- end -}}

{{- define "backup-access.priorityClass" -}}
{{- with .chart.Values.gateway -}}
{{- if .priorityClassName -}}
{{- .priorityClassName -}}
{{- else if .createPriorityClass -}}
{{- printf "%s-%s" (include "backup-access.fullname" $.chart) $.of -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What the operator watches, as one text with commas; empty: every namespace. */}}
{{- define "backup-access.namespaces" -}}
{{- if eq .Values.rbac.scope "Namespaced" -}}
{{- .Values.watchNamespaces | default (list .Release.Namespace) | join "," -}}
{{- end -}}
{{- end -}}
