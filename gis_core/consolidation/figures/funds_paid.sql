/*
label = { zh = "已付资金", en = "Funds paid" }
unit = "CNY"
money = true
order = 71

[definition]
zh = "本期内已支付的补偿款之和（元），按项目汇总；取现行付款记录。"
en = "Compensation paid in the period (yuan), summed up by project; the payments as they are on record now."
*/
SELECT m.project AS code, 'consolidation_projects' AS layer, m.project, NULL::text AS land_kind, m.last_paid_on AS date,
       m.amount_yuan AS amount, p.geom
  FROM personal.paid_by_project(%(first)s, %(last)s) m LEFT JOIN consolidation_projects p ON p.code = m.project
