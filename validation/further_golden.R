# Further golden cases from R, for validation/golden.py, where R with metafor, clubSandwich and robumeta is installed:
#
#   Rscript validation/further_golden.R OUT.json.gz datasets        every data set of the package metadat
#   Rscript validation/further_golden.R OUT.json.gz random 1 24     24 rounds of invented data from seed 1
#   Rscript validation/further_golden.R OUT.json.gz levels 1 30     invented trials with several results, and moderators
#
# Searches end as in the cases that were published with the reference: threshold 1e-12, and tau² up to 1,000 for those by
# `uniroot`; `rma.mv`, `rma.glmm` and profile likelihoods end at their defaults.
suppressMessages({
  library(metafor)
  library(jsonlite)
  library(clubSandwich)
  library(robumeta)
})

arguments <- commandArgs(TRUE)
control <- list(threshold = 1e-12, maxiter = 10000, tau2.max = 1000)
cases <- list()

add_case <- function(dataset, kind, input, options, result) {
  if (length(options) == 0) options <- setNames(list(), character(0))
  id <- sprintf("%s/%s/%05d", dataset, kind, length(cases) + 1)
  cases[[length(cases) + 1]] <<- list(id = id, dataset = dataset, kind = kind, input = input, options = options, result = result)
}

# What R refuses, or cannot do, is no case.
or_null <- function(expression) suppressWarnings(suppressMessages(tryCatch(expression, error = function(error) NULL)))
or_missing <- function(value) if (is.null(value) || length(value) == 0 || is.na(value)) NA else value

univariate <- function(dataset, yi, vi) {
  complete <- !is.na(yi) & !is.na(vi)
  yi <- as.numeric(yi)[complete]
  vi <- as.numeric(vi)[complete]
  if (length(yi) < 3 || any(vi <= 0)) return(invisible())
  input <- list(yi = yi, vi = vi)
  for (method in c("EE", "DL", "REML", "ML", "PM", "HE", "SJ", "EB", "HS", "HSk", "PMM", "DLIT", "GENQ")) for (test in c("z", "knha")) {
    fit <- or_null(if (method == "GENQ") rma(yi, vi, method = method, weights = 1 / vi, test = test, control = control)
                   else rma(yi, vi, method = method, test = test, control = control))
    if (is.null(fit)) next
    add_case(dataset, "rma.uni", input, list(method = method, test = test), list(
      beta = fit$beta[1], se = fit$se, stat = fit$zval, pval = fit$pval, ci_lb = fit$ci.lb, ci_ub = fit$ci.ub,
      tau2 = fit$tau2, se_tau2 = or_missing(fit$se.tau2), i2 = fit$I2, h2 = fit$H2, q = fit$QE, q_p = fit$QEp, k = fit$k))
  }
  for (model in c("lm", "rma")) for (predictor in c("sei", "vi")) {
    fit <- or_null(regtest(yi, vi, model = model, predictor = predictor, method = "REML", control = control))
    if (is.null(fit)) next
    add_case(dataset, "regtest", input, list(model = model, predictor = predictor), list(
      stat = fit$zval, pval = fit$pval, est = or_missing(fit$est), est_lb = or_missing(fit$ci.lb), est_ub = or_missing(fit$ci.ub)))
  }
  fit <- or_null(ranktest(yi, vi, exact = FALSE))
  if (!is.null(fit)) add_case(dataset, "ranktest", input, list(exact = FALSE), list(tau = as.numeric(fit$tau), pval = fit$pval))
  fit <- or_null(fsn(yi, vi))
  if (!is.null(fit)) add_case(dataset, "fsn", input, list(type = "Rosenthal"), list(fsnum = fit$fsnum, pval = fit$pval))
  reml <- or_null(rma(yi, vi, method = "REML", control = control))
  if (!is.null(reml)) of_reml(dataset, input, reml)
  dl <- or_null(rma(yi, vi, method = "DL"))
  if (is.null(dl)) return(invisible())
  fit <- or_null(cumul(dl))
  if (!is.null(fit)) add_case(dataset, "cumul", input, list(method = "DL"), list(estimate = fit$estimate, se = fit$se, tau2 = fit$tau2))
  fit <- or_null(leave1out(dl))
  if (!is.null(fit)) add_case(dataset, "leave1out", input, list(method = "DL"), list(estimate = fit$estimate, se = fit$se, tau2 = fit$tau2, i2 = fit$I2))
}

of_reml <- function(dataset, input, reml) {
  options <- list(method = "REML")
  for (estimator in c("L0", "R0")) {
    fit <- or_null(trimfill(reml, estimator = estimator))
    if (!is.null(fit)) add_case(dataset, "trimfill", input, c(options, estimator = estimator), list(
      k0 = fit$k0, side = fit$side, beta = fit$beta[1], se = fit$se, tau2 = fit$tau2))
  }
  ends <- or_null(confint(reml, control = list(tol = 1e-14))$random)
  if (!is.null(ends)) add_case(dataset, "confint_qp", input, options, list(tau2_lb = ends[1, 2], tau2_ub = ends[1, 3], i2_lb = ends[3, 2], i2_ub = ends[3, 3]))
  ends <- or_null(confint(reml, type = "PL")$random)
  if (!is.null(ends)) add_case(dataset, "confint_pl", input, options, list(tau2_lb = ends[1, 2], tau2_ub = ends[1, 3]))
  inf <- if (reml$k <= 60) or_null(influence(reml)$inf)
  if (!is.null(inf)) add_case(dataset, "influence", input, options, list(
    rstudent = inf$rstudent, dffits = inf$dffits, cook_d = inf$cook.d, cov_r = inf$cov.r, tau2_del = inf$tau2.del,
    qe_del = inf$QE.del, hat = inf$hat, weight = inf$weight))
  fit <- or_null(blup(reml))
  if (!is.null(fit)) add_case(dataset, "blup", input, options, list(pred = fit$pred, se = fit$se))
}

effect_sizes <- function(dataset, input, measures, extra = list(), pooled = c()) {
  input <- lapply(input, as.numeric)
  complete <- Reduce(`&`, lapply(input, function(column) !is.na(column)))
  input <- lapply(input, function(column) column[complete])
  if (sum(complete) < 2) return(invisible())
  for (measure in measures) {
    effects <- or_null(do.call(escalc, c(list(measure = measure), input, extra)))
    if (is.null(effects)) next
    add_case(dataset, "escalc", input, c(list(measure = measure), extra), list(yi = as.numeric(effects$yi), vi = as.numeric(effects$vi)))
    if (measure %in% pooled) univariate(dataset, effects$yi, effects$vi)
  }
}

tables <- function(dataset, ai, n1i, ci, n2i, most_for_glmm) {
  complete <- !is.na(ai) & !is.na(n1i) & !is.na(ci) & !is.na(n2i)
  input <- lapply(list(ai = ai, n1i = n1i, ci = ci, n2i = n2i), function(column) as.numeric(column[complete]))
  if (sum(complete) < 2 || any(input$ai > input$n1i) || any(input$ci > input$n2i)) return(invisible())
  effect_sizes(dataset, input, c("RR", "OR", "RD", "AS", "PETO", "PHI", "YUQ", "YUY", "OR2DN", "OR2DL"), pooled = c("RR", "OR", "RD"))
  for (added in c(0.5, 0.1)) for (to in c("only0", "all", "if0all", "none")) effect_sizes(dataset, input, "OR", list(add = added, to = to))
  for (measure in c("OR", "RR", "RD")) {
    fit <- or_null(do.call(rma.mh, c(input, measure = measure)))
    if (!is.null(fit) && !is.na(fit$beta[1])) add_case(dataset, "rma.mh", input, list(measure = measure), list(
      beta = fit$beta[1], se = fit$se, ci_lb = fit$ci.lb, ci_ub = fit$ci.ub, q = fit$QE, i2 = fit$I2))
  }
  fit <- or_null(do.call(rma.peto, input))
  if (!is.null(fit)) add_case(dataset, "rma.peto", input, list(), list(beta = fit$beta[1], se = fit$se, q = fit$QE))
  for (model in c("CM.AL", "UM.FS", "UM.RS")) if (length(input$ai) <= most_for_glmm) {
    fit <- or_null(do.call(rma.glmm, c(input, measure = "OR", model = model, method = "ML")))
    if (!is.null(fit)) add_case(dataset, "rma.glmm", input, list(measure = "OR", model = model, method = "ML"), list(beta = fit$beta[1], se = fit$se, tau2 = fit$tau2))
  }
}

means <- function(dataset, columns) {
  for (vtype in c("LS", "HO")) effect_sizes(dataset, columns, "MD", list(vtype = vtype), if (vtype == "LS") "MD")
  for (vtype in c("LS", "LS2", "UB", "AV")) effect_sizes(dataset, columns, "SMD", list(vtype = vtype), if (vtype == "LS") "SMD")
  effect_sizes(dataset, columns, c("SMDH", "ROM", "CVR", "VR", "D2OR", "D2ORN", "D2ORL"), list(vtype = "LS"), "ROM")
}

several_results <- function(dataset, yi, vi, outer, inner) {
  input <- list(yi = yi, vi = vi, outer = outer, inner = inner)
  data <- data.frame(yi, vi, outer, inner)
  for (random in c("outer", "outer/inner")) for (method in c("REML", "ML")) for (test in c("z", "t")) {
    effects <- as.formula(paste("~ 1 |", random))
    fit <- or_null(rma.mv(yi, vi, random = effects, data = data, method = method, test = test))
    if (!is.null(fit)) add_case(dataset, "rma.mv", input, list(method = method, random = random, test = test), list(
      beta = fit$beta[1], se = fit$se, sigma2 = fit$sigma2, loglik = as.numeric(logLik(fit)), q = fit$QE))
  }
  base <- or_null(rma.mv(yi, vi, random = ~ 1 | outer/inner, data = data, method = "REML"))
  if (!is.null(base)) for (vcov in c("CR0", "CR1", "CR2", "CR3")) {
    test <- or_null(coef_test(base, vcov = vcov, cluster = data$outer, test = "Satterthwaite"))
    if (!is.null(test)) add_case(dataset, "robust", input, list(base = "REML outer/inner", vcov = vcov), list(
      beta = test$beta, se = test$SE, df = test$df, p = test$p_Satt))
  }
  for (rho in c(0.4, 0.8)) {
    V <- impute_covariance_matrix(vi, cluster = outer, r = rho)
    fit <- or_null(rma.mv(yi, V, random = ~ 1 | outer/inner, data = data, method = "REML"))
    if (is.null(fit)) next
    test <- coef_test(fit, vcov = "CR2", cluster = data$outer, test = "Satterthwaite")
    ends <- conf_int(fit, vcov = "CR2", cluster = data$outer)
    add_case(dataset, "che", input, list(rho = rho, vcov = "CR2", random = "outer/inner"), list(
      beta = fit$beta[1], se_model = fit$se, sigma2 = fit$sigma2, se_cr2 = test$SE, df = test$df, p = test$p_Satt,
      ci_lb = ends$CI_L, ci_ub = ends$CI_U))
  }
  for (weights in c("CORR", "HIER")) for (small in c(TRUE, FALSE)) {
    fit <- or_null(robu(yi ~ 1, data = data, studynum = outer, var.eff.size = vi, modelweights = weights, rho = 0.8, small = small))
    if (is.null(fit)) next
    row <- fit$reg_table
    add_case(dataset, "robumeta", input, list(modelweights = weights, small = small, rho = 0.8), list(
      beta = row$b.r, se = row$SE, df = row$dfs, p = row$prob, ci_lb = row$CI.L, ci_ub = row$CI.U,
      tau2 = as.numeric(fit$mod_info$tau.sq), omega2 = if (weights == "HIER") as.numeric(fit$mod_info$omega.sq) else NA))
  }
}

moderated <- function(dataset, yi, vi, X) for (method in c("EE", "DL", "REML", "ML", "PM", "SJ", "EB")) for (test in c("z", "knha")) {
  fit <- or_null(rma(yi, vi, mods = do.call(cbind, X), method = method, test = test, control = control))
  if (is.null(fit)) next
  input <- list(yi = yi, vi = vi, X = X, names = c("a", "b")[seq_along(X)])
  add_case(dataset, "metareg", input, list(method = method, test = test, intercept = TRUE, label = "invented"), list(
    beta = as.numeric(fit$beta), se = fit$se, stat = fit$zval, pval = fit$pval, ci_lb = fit$ci.lb, ci_ub = fit$ci.ub,
    tau2 = fit$tau2, se_tau2 = or_missing(fit$se.tau2), i2 = fit$I2, h2 = fit$H2, q = fit$QE, q_p = fit$QEp, qm = fit$QM,
    qm_p = fit$QMp, k = fit$k, r2 = or_missing(fit$R2), fitted = as.numeric(fitted(fit)), hat = as.numeric(hatvalues(fit))))
}

published <- function() for (name in data(package = "metadat")$results[, "Item"]) {
  rows <- or_null({
    there <- new.env()
    data(list = name, package = "metadat", envir = there)
    head(get(name, envir = there), 150)
  })
  if (!is.data.frame(rows)) next
  dataset <- sub("^dat\\.", "", name)
  has <- function(...) all(c(...) %in% colnames(rows))
  if (has("tpos", "tneg", "cpos", "cneg")) tables(dataset, rows$tpos, rows$tpos + rows$tneg, rows$cpos, rows$cpos + rows$cneg, 14)
  if (has("ai", "n1i", "ci", "n2i")) or_null(tables(dataset, rows$ai, rows$n1i, rows$ci, rows$n2i, 14))
  else if (has("ai", "bi", "ci", "di")) or_null(tables(dataset, rows$ai, rows$ai + rows$bi, rows$ci, rows$ci + rows$di, 14))
  of_means <- c("m1i", "sd1i", "n1i", "m2i", "sd2i", "n2i")
  if (has(of_means)) or_null(means(dataset, as.list(rows[of_means])))
  if (has("yi", "vi")) or_null(univariate(dataset, rows$yi, rows$vi))
  else if (has("yi", "sei")) or_null(univariate(dataset, rows$yi, rows$sei^2))
  if (has("xi", "ni")) or_null(effect_sizes(dataset, as.list(rows[c("xi", "ni")]), c("PR", "PLN", "PLO", "PAS", "PFT"), pooled = "PLO"))
  if (has("ri", "ni")) or_null(effect_sizes(dataset, as.list(rows[c("ri", "ni")]), c("COR", "ZCOR"), pooled = "ZCOR"))
  of_rates <- c("x1i", "t1i", "x2i", "t2i")
  if (has(of_rates)) or_null(effect_sizes(dataset, as.list(rows[of_rates]), c("IRR", "IRD", "IRSD"), pooled = "IRR"))
}

invented <- function(round) {
  k <- sample(c(3, 4, 5, 8, 13, 25, 40), 1)
  tau2 <- sample(c(0, 0.01, 0.2, 1, 9), 1)
  vi <- exp(rnorm(k, sample(c(-6, -2, 0, 3), 1), sample(c(0.1, 1, 2.5), 1)))
  yi <- rnorm(k, sample(c(0, 0.5, -3, 100), 1), sqrt(vi + tau2))
  if (round %% 7 == 0) vi <- rep(vi[1], k)
  if (round %% 11 == 0) yi <- round(yi, 1)
  univariate(sprintf("effects%d", round), yi, vi)
  n1 <- sample(c(5, 12, 40, 300, 5000), k, TRUE)
  n2 <- pmax(3, round(n1 * runif(k, 0.5, 2)))
  risk <- sample(c(0.004, 0.05, 0.3, 0.7, 0.97), 1)
  if (round %% 3 == 0) tables(sprintf("tables%d", round), rbinom(k, n1, risk), n1, rbinom(k, n2, min(0.99, risk * 1.3)), n2, 5)
  n1 <- sample(c(3, 5, 12, 40, 300), k, TRUE)
  n2 <- n1 + sample(0:5, k, TRUE)
  if (round %% 3 == 1) means(sprintf("means%d", round), list(
    m1i = rnorm(k, 10, 2), sd1i = exp(rnorm(k)), n1i = n1, m2i = rnorm(k, 11, 2), sd2i = exp(rnorm(k)), n2i = n2))
}

layered <- function(round) {
  studies <- sample(c(5, 8, 15, 30), 1)
  outer <- rep(seq_len(studies), sample(1:5, studies, TRUE))
  k <- length(outer)
  vi <- exp(rnorm(k, -3, sample(c(0.2, 1), 1)))
  between <- rnorm(studies, 0, sample(c(0, 0.3, 1), 1))[outer] + rnorm(k, 0, sample(c(0, 0.2), 1))
  several_results(sprintf("levels%d", round), 0.3 + between + rnorm(k, 0, sqrt(vi)), vi, outer, seq_len(k))
  k <- sample(c(4, 6, 12, 30), 1)
  vi <- exp(rnorm(k, -2, 1))
  X <- list(round(rnorm(k, 2000, 5)), sample(rep(0:1, length.out = k)))[if (round %% 2) 1 else 1:2]
  moderated(sprintf("moderators%d", round), rnorm(k, 0.02 * (X[[1]] - 2000), sqrt(vi + sample(c(0, 0.1, 1), 1))), vi, X)
}

if (arguments[2] == "datasets") {
  published()
} else {
  set.seed(as.integer(arguments[3]))
  for (round in seq_len(as.integer(arguments[4]))) if (arguments[2] == "random") invented(round) else layered(round)
}
writeLines(toJSON(cases, auto_unbox = TRUE, digits = 15, na = "null", null = "null"), gzfile(arguments[1]))
cat(length(cases), "cases\n")
